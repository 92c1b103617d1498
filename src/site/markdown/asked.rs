//! What a text asks of the rest of the site while it is rendered.

use serde::{Deserialize, Serialize};

use crate::postmortem::slugify;
use crate::site::markdown::target::{self, Target};
use crate::site::markdown::{Setting, Writer};
use crate::site::url::OutputPath;

/// A question that the rendering of a text has to ask, because the text alone does not say it.
///
/// Which questions there are hangs on the text and on nothing else. So a text that is as it was is
/// rendered as it was if every answer is the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub(crate) enum Asked {
    /// Where a relative address leads.
    Place(String),
    /// What a factor is called, and which page it has.
    Factor(String),
}

impl Asked {
    /// Returns the answer, as a text that is another for every other answer.
    pub(in crate::site) fn answer(&self, setting: &Setting) -> String {
        match self {
            Asked::Place(address) => format!("{:?}", target::elsewhere(setting, address)),
            Asked::Factor(id) => {
                let factor = factor(setting, id);
                let href = |page| setting.here.to(page);
                format!(
                    "{:?}",
                    factor.map(|(id, title, page)| (id, title, href(page)))
                )
            }
        }
    }
}

/// Returns the id, the title and the page of a factor, by the name that a text has for it.
pub(super) fn factor<'a>(
    setting: &Setting<'a>,
    name: &str,
) -> Option<(&'a str, &'a str, &'a OutputPath)> {
    let archive = setting.archive;
    let registered = archive.registry.resolve(name);
    let slug = slugify(name);
    let id = registered.map_or(slug.as_str(), |factor| factor.id.as_str());
    let entry = archive.factors.entries.get(id)?;
    Some((&entry.id, &entry.title, setting.addresses.factor(id)?))
}

/// Asking, so that it is known afterwards what was asked.
impl<'b> Writer<'_, 'b> {
    /// Returns where a link leads.
    pub(super) fn target(&mut self, address: &str) -> Target {
        match target::by_itself(&self.anchors, address) {
            Ok(target) => target,
            Err(address) => {
                let target = target::elsewhere(self.setting, &address);
                self.asked.insert(Asked::Place(address));
                target
            }
        }
    }

    /// Returns the id, the title and the page of a factor.
    pub(super) fn ask_factor(&mut self, name: &str) -> Option<(&'b str, &'b str, &'b OutputPath)> {
        self.asked.insert(Asked::Factor(name.to_owned()));
        factor(self.setting, name)
    }
}
