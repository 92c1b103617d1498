//! A document as the index sees it: what it is called, what is known of it, and what it says.

/// A report, a factor, a service or the culture page.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    /// What it is called in addresses and references, now and before: who writes one of these out
    /// wants this document.
    pub(super) names: Vec<String>,
    /// What is known of it, apart from its text.
    pub(super) facts: Vec<(Field, String)>,
    /// The first one has no heading, and leads to the top of the page.
    pub(super) sections: Vec<Section>,
}

/// A part of a document that a hit can lead to.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    /// The fragment of its address; empty for the top of the page.
    pub(super) anchor: String,
    pub(super) heading: String,
    pub(super) blocks: Vec<Block>,
}

/// A paragraph, an item, a cell or a block of code as plain text.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) field: Field,
    pub(super) text: String,
}

/// Where a word stands, and so how much it says about the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Factors,
    Services,
    Tags,
    Summary,
    Heading,
    Body,
    /// Code and log lines.
    Code,
}

impl Field {
    /// What a word in this field weighs against one in the body.
    pub(super) fn weight(self) -> f64 {
        match self {
            Field::Title => 8.0,
            Field::Factors => 6.0,
            Field::Services => 5.0,
            Field::Summary | Field::Tags => 4.0,
            Field::Heading => 3.0,
            Field::Body | Field::Code => 1.0,
        }
    }
}

impl Section {
    /// Returns the text from which excerpts are cut: blocks, separated by line feeds.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.length());
        for block in &self.blocks {
            if !text.is_empty() {
                text.push('\n');
            }
            // Control characters have a meaning in the shards; hardly a text has one.
            let is_shown = |c: char| c == '\n' || c == '\t' || !c.is_control();
            match block.text.chars().all(is_shown) {
                true => text.push_str(&block.text),
                false => text.extend(block.text.chars().filter(|&c| is_shown(c))),
            }
        }
        text
    }

    /// Returns about how many bytes the text has.
    pub(super) fn length(&self) -> usize {
        self.blocks.iter().map(|block| block.text.len() + 1).sum()
    }
}
