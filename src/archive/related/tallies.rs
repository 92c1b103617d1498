//! What was counted of reports. A preview, which relates all of them each time that one changes, keeps
//! it.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::senses::{FormId, Senses, Tally};
use crate::archive::transcript::{Lexicon, Transcript};

/// The terms of a report, each as a form and how often it is said.
pub(super) type Counts = Arc<[(FormId, u8)]>;

/// What was counted the last time, and what the tokens of one lexicon mean. It takes about 3 kB for
/// each report.
#[derive(Debug, Default)]
pub(crate) struct Tallies {
    senses: Senses,
    /// By the digests of transcripts.
    known: FxHashMap<[u8; 16], Counts>,
}

impl Tallies {
    /// Counts what is new in some reports and forgets what is in none of them.
    pub(super) fn renew(
        &mut self,
        lexicon: &Lexicon,
        transcripts: &[Arc<Transcript>],
    ) -> Vec<Counts> {
        self.senses.learn(lexicon);
        let (known, senses) = (&self.known, &self.senses);
        let each = transcripts.par_iter().map_init(
            || None,
            |tally, transcript| {
                if let Some(counts) = known.get(&transcript.digest) {
                    return Arc::clone(counts);
                }
                let tally = tally.get_or_insert_with(|| Tally::new(senses));
                tally.count(transcript).into()
            },
        );
        let counts: Vec<Counts> = each.collect();
        let digests = transcripts.iter().map(|it| it.digest);
        self.known = digests.zip(counts.iter().cloned()).collect();
        counts
    }

    pub(super) fn senses(&self) -> &Senses {
        &self.senses
    }
}
