//! What is learnt of a report from its body, to be put down and recalled when it is the same again.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::archive::spoken::Spoken;
use crate::archive::transcript::Transcripts;
use crate::archive::{Archive, Index, Lexicon, Transcript};
use crate::document::Kept;

/// What [`Archive::learn`] learns of a report.
///
/// It hangs on the text of the report, the settings, the registry, and on the lexicon in which its
/// words have their numbers.
#[derive(Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Learnt<'a> {
    #[serde(borrow)]
    summary: Cow<'a, str>,
    kept: Cow<'a, Kept>,
    spoken: Cow<'a, Spoken>,
    transcript: Cow<'a, Transcript>,
}

impl Archive {
    /// Returns what was learnt of a report, as long as its transcript is not forgotten.
    pub(crate) fn learnt(&self, index: Index) -> Option<Learnt<'_>> {
        let postmortem = self.get(index);
        Some(Learnt {
            summary: Cow::Borrowed(postmortem.summary()),
            kept: Cow::Borrowed(postmortem.document.kept()),
            spoken: Cow::Borrowed(self.spoken(index)),
            transcript: Cow::Owned(Transcript::clone(&*self.transcripts().known(index)?)),
        })
    }

    /// Takes what was learnt of a report in an earlier reading.
    pub(crate) fn recall(&self, index: Index, learnt: Learnt) {
        let postmortem = self.get(index);
        postmortem.recall_summary(learnt.summary.into_owned());
        postmortem.document.recall(learnt.kept.into_owned());
        postmortem.document.forget();
        self.spoken[index].get_or_init(|| learnt.spoken.into_owned());
        let transcript = Arc::new(learnt.transcript.into_owned());
        self.transcripts().put(index, transcript);
    }

    /// Has all transcripts read into a lexicon from now on.
    pub(crate) fn use_lexicon(&self, lexicon: Arc<Lexicon>) {
        self.put_transcripts(Transcripts::new(lexicon, &self.postmortems));
    }
}
