//! A line of small bars that stands in a sentence.

use std::fmt::Write;

use crate::site::chart::svg::{Role, Svg, Units};
use crate::site::html::Html;

/// Draws a bar for each number; a nought is a line. `name` tells it apart on the page.
pub(in crate::site) fn spark(name: &str, numbers: &[usize], title: &str) -> Html {
    const HEIGHT: f64 = 22.0;
    const STEP: f64 = 7.0;
    let highest = numbers.iter().copied().max().unwrap_or(0).max(2) as f64;
    let width = STEP * numbers.len() as f64;
    let mut svg = Svg::new(name, Role::Picture, (width, HEIGHT), (title, ""));
    // Lists have one of these in every row, so all bars are one path.
    let (mut bars, mut noughts) = (String::new(), String::new());
    for (at, &number) in numbers.iter().enumerate() {
        let height = (number as f64 / highest * HEIGHT).max(1.0);
        let (x, y) = (Units(at as f64 * STEP), Units(HEIGHT - height));
        let path = if number == 0 { &mut noughts } else { &mut bars };
        let _ = write!(path, "M{x} {y}h5V22h-5z");
    }
    for (class, path) in [("none", noughts), ("bar", bars)] {
        if !path.is_empty() {
            svg.path(class, &path);
        }
    }
    svg.finish()
}
