//! An image that says nothing to those who do not see it.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::words::quote;
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "link/missing-alt",
    level: Some(Level::Hint),
    draft: None,
    summary: "an image has no words in its place",
    why: "A colleague with a screen reader, a search and a mail client all get nothing from a graph \
          without words. One line of what it shows is enough for each of them.",
    source: "WCAG 2.2, success criterion 1.1.1",
    question: None,
    always: false,
    bad: "## Detection\n\n![](errors.png)\n=== postmortems/errors.png\n",
    good: "\
## Detection

![5xx rate from 14:00 to 15:00: flat, then 40 % from 14:12](errors.png)
=== postmortems/errors.png
",
    check: Check::Document(check),
};

fn check(_: &Context, document: &Document) -> Vec<Finding> {
    let images = document.body().images.iter();
    let silent = images.filter(|image| image.alt.trim().is_empty());
    silent
        .map(|image| {
            Finding::new(
                image.span,
                format!("the image {} has no words", quote(&image.target)),
            )
            .help("say in the brackets what it shows: `![5xx rate, 14:00 to 15:00](…)`")
            .key(&image.target)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::expect;

    #[test]
    fn each_image_is_marked_where_it_stands() {
        expect(
            &RULE,
            "\
Before ![ ](a.png) and ![queue depth](b.png), then ![](c.png \"a title\").
       ^^^^^^^^^^^ the image `a.png` has no words
                                                   ^^^^^^^^^^^^^^^^^^^^ the image `c.png` has no words
",
        );
    }
}
