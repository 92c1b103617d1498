//! The facts of a personal data breach, after Article 33(5) of the GDPR.

use crate::document::WrittenTime;

/// What the register of breaches has to say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Breach {
    /// When the organisation became aware: the 72 hours begin here.
    pub(crate) aware_at: Option<WrittenTime>,
    pub(crate) nature: Vec<String>,
    pub(crate) data_categories: Vec<String>,
    pub(crate) special_categories: Option<bool>,
    /// People concerned: a number, a range or `unknown`, as written.
    pub(crate) subjects: Option<String>,
    pub(crate) records: Option<String>,
    /// `unlikely`, `risk` or `high-risk`, and the reason.
    pub(crate) risk: Option<String>,
    pub(crate) risk_reason: Option<String>,
    pub(crate) authority: Option<Decision>,
    pub(crate) individuals: Option<Decision>,
}

/// Whether somebody was told, when, and why or why not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Decision {
    /// `notified`, `not-required` or `pending`.
    pub(crate) decision: Option<String>,
    pub(crate) at: Option<WrittenTime>,
    pub(crate) reference: Option<String>,
    pub(crate) reason: Option<String>,
}
