//! Writing SVG.

use std::fmt::{Display, Write};

use crate::site::html::{Html, escaped};

/// A drawing that is being made, on a ground of so many units.
pub(super) struct Svg {
    out: String,
}

/// Whether a drawing can be pointed at, or is one picture.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Picture,
    /// It has links in it.
    Group,
}

/// A number of units, written with at most one decimal.
#[derive(Clone, Copy)]
pub(super) struct Units(pub(super) f64);

impl Display for Units {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        // As a whole number of tenths: a fraction is dear to write, and could be `-0`. Digit by
        // digit, because a chart has hundreds of numbers and each `write!` costs as much as ten
        // digits.
        let tenths = (self.0 * 10.0).round() as i64;
        let (mut whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
        let mut written = [b'.'; 24];
        let mut start = written.len();
        let mut put = |digit: u8| {
            start -= 1;
            written[start] = digit;
        };
        if rest > 0 {
            put(b'0' + rest as u8);
            put(b'.');
        }
        loop {
            put(b'0' + (whole % 10) as u8);
            whole /= 10;
            if whole == 0 {
                break;
            }
        }
        if tenths < 0 {
            put(b'-');
        }
        f.write_str(std::str::from_utf8(&written[start..]).expect("digits are ASCII"))
    }
}

impl Svg {
    /// Begins a drawing. `name` tells it apart from others on the page.
    pub(super) fn new(
        name: &str,
        role: Role,
        (width, height): (f64, f64),
        (title, description): (&str, &str),
    ) -> Svg {
        let role = match role {
            Role::Picture => "img",
            Role::Group => "group",
        };
        let (width, height) = (Units(width), Units(height));
        let (title, description) = (escaped(title), escaped(description));
        let mut out = format!(
            "<svg class=\"chart-{name}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"{role}\" aria-labelledby=\"_{name}-title"
        );
        let (more, description) = match description.is_empty() {
            true => (String::new(), String::new()),
            false => (
                format!(" _{name}-text"),
                format!("<desc id=\"_{name}-text\">{description}</desc>"),
            ),
        };
        let _ = write!(
            out,
            "{more}\"><title id=\"_{name}-title\">{title}</title>{description}"
        );
        Svg { out }
    }

    pub(super) fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let _ = write!(
            self.out,
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            Units(x1),
            Units(y1),
            Units(x2),
            Units(y2)
        );
    }

    pub(super) fn rectangle(
        &mut self,
        class: &str,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
    ) {
        let _ = write!(
            self.out,
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            Units(x),
            Units(y),
            Units(width),
            Units(height)
        );
    }

    pub(super) fn circle(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        let _ = write!(
            self.out,
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
            Units(x),
            Units(y),
            Units(radius)
        );
    }

    /// Draws a square that stands on its corner.
    pub(super) fn diamond(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        let r = Units(radius);
        let _ = write!(
            self.out,
            "<path class=\"{class}\" d=\"M{} {}l{r} {r}l-{r} {r}l-{r} -{r}z\"/>",
            Units(x),
            Units(y - radius)
        );
    }

    pub(super) fn path(&mut self, class: &str, path: &str) {
        let _ = write!(self.out, "<path class=\"{class}\" d=\"{path}\"/>");
    }

    /// Writes words; `class` says with `start`, `middle` or `end` which part of them stands at `x`.
    pub(super) fn words(&mut self, class: &str, (x, y): (f64, f64), words: &str) {
        let _ = write!(
            self.out,
            "<text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>",
            Units(x),
            Units(y),
            escaped(words)
        );
    }

    /// Begins a link; what is drawn until [`Svg::end_link`] belongs to it.
    pub(super) fn link(&mut self, href: &str, label: &str) {
        let (href, label) = (escaped(href), escaped(label));
        let _ = write!(
            self.out,
            "<a href=\"{href}\" aria-label=\"{label}\"><title>{label}</title>"
        );
    }

    pub(super) fn end_link(&mut self) {
        self.out.push_str("</a>");
    }

    pub(super) fn finish(mut self) -> Html {
        self.out.push_str("</svg>");
        Html::made(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::html::tests::elements;

    #[test]
    fn words_are_escaped_and_numbers_are_short() {
        let mut svg = Svg::new("x", Role::Group, (10.0, 20.0), ("a<b", "\"c\""));
        svg.link("?a&b", "<script>");
        svg.circle("dot", (1.0 / 3.0, -0.01), 2.0);
        svg.circle("dot", (-1204.56, 10.0), 0.05);
        svg.end_link();
        let html = svg.finish();
        elements(html.as_str());
        assert!(
            html.as_str().contains("cx=\"0.3\" cy=\"0\" r=\"2\""),
            "{html:?}"
        );
        assert!(
            html.as_str().contains("cx=\"-1204.6\" cy=\"10\" r=\"0.1\""),
            "{html:?}"
        );
        assert!(!html.as_str().contains("<script"));
    }
}
