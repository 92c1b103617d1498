//! A line of small bars that stands in a sentence.

use crate::site::chart::svg::{Role, Svg};
use crate::site::html::Html;

/// Draws a bar for each number; a nought is a line. `name` tells it apart on the page.
pub(in crate::site) fn spark(name: &str, numbers: &[usize], title: &str) -> Html {
    const HEIGHT: f64 = 22.0;
    const STEP: f64 = 7.0;
    let highest = numbers.iter().copied().max().unwrap_or(0).max(2) as f64;
    let width = STEP * numbers.len() as f64;
    let mut svg = Svg::new(name, Role::Picture, (width, HEIGHT), (title, ""));
    for (at, &number) in numbers.iter().enumerate() {
        let x = at as f64 * STEP;
        let height = (number as f64 / highest * HEIGHT).max(1.0);
        let class = if number == 0 { "none" } else { "bar" };
        svg.rectangle(class, (x, HEIGHT - height), (STEP - 2.0, height));
    }
    svg.finish()
}
