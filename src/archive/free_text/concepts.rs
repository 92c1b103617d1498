//! Which conditions a bullet is about, as far as the aliases of a registry tell.
//!
//! An alias tells it literally ("no monitoring"), or by its telling words in any order and form:
//! "insufficient monitoring of the server" and "we did not monitor it" are both about what "no
//! monitoring" stands for.

use std::collections::BTreeMap;

use super::bullets::Bullet;
use crate::archive::terms::{Stems, is_glue, is_lack, is_of_degree, is_telling, lower, words};
use crate::archive::{Finder, Registry};

/// What the aliases of a registry stand for.
#[derive(Debug, Default)]
pub(super) struct Concepts {
    finder: Finder,
    /// Ids to places in the registry.
    places: BTreeMap<String, usize>,
    /// By the first of their stems.
    cores: BTreeMap<String, Vec<Core>>,
}

/// The telling words of an alias.
#[derive(Debug)]
struct Core {
    stems: Vec<String>,
    /// Whether the alias says that there is none of it, or too little, or too much.
    is_lack: bool,
    factor: usize,
}

/// How much a bullet is about a condition that it has the words for, without saying that there is
/// too little of it: "all teams are responsible for monitoring".
pub(super) const NEUTRAL: f32 = 0.45;

/// A group is a known factor if its bullets are about it at least this much on average.
const CLEAR: f32 = 0.5;

impl Concepts {
    pub(super) fn of(registry: &Registry) -> Concepts {
        let stems = Stems::english();
        let mut concepts = Concepts {
            finder: Finder::new(registry),
            ..Concepts::default()
        };
        for (at, factor) in registry.factors.iter().enumerate() {
            if factor.replaced_by.is_some() {
                continue;
            }
            concepts.places.insert(factor.id.clone(), at);
            for alias in factor.aliases.iter().chain([&factor.id]) {
                if let Some(core) = core(&stems, alias, at) {
                    let of_first = concepts.cores.entry(core.stems[0].clone());
                    of_first.or_default().push(core);
                }
            }
        }
        concepts
    }

    /// Returns the factors that a bullet is about, by place in the registry, and how much: 1 at most.
    pub(super) fn of_bullet(&self, bullet: &Bullet) -> BTreeMap<usize, f32> {
        self.about(bullet, Bullet::lacks)
    }

    /// Returns the factors that a lesson is about: who learns that there should be an alert had none.
    pub(super) fn of_lesson(&self, lesson: &Bullet) -> BTreeMap<usize, f32> {
        self.about(lesson, |lesson, stem| {
            lesson.lacks(stem) || lesson.asks_for(stem)
        })
    }

    fn about(
        &self,
        bullet: &Bullet,
        lacks: impl Fn(&Bullet, &str) -> bool,
    ) -> BTreeMap<usize, f32> {
        let literal = self.finder.find_in_text(&bullet.text).into_iter();
        let literal = literal.filter_map(|id| self.places.get(id));
        let mut about: BTreeMap<usize, f32> = literal.map(|&at| (at, 1.0)).collect();
        for term in &bullet.terms {
            for core in self.cores.get(&term.stem).into_iter().flatten() {
                if !bullet.has(&core.stems) {
                    continue;
                }
                let is_meant = !core.is_lack || lacks(bullet, &term.stem);
                let much = if is_meant { 1.0 } else { NEUTRAL };
                let known = about.entry(core.factor).or_default();
                *known = known.max(much);
            }
        }
        about
    }

    /// Returns the factor that a group of bullets is about, if they agree on one.
    pub(super) fn of_group(&self, bullets: &[&Bullet]) -> Option<usize> {
        let mut votes: BTreeMap<usize, f32> = BTreeMap::new();
        for bullet in bullets {
            for (factor, much) in self.of_bullet(bullet) {
                *votes.entry(factor).or_default() += much;
            }
        }
        let (factor, votes) = votes.into_iter().max_by(|a, b| {
            let by_votes = a.1.total_cmp(&b.1);
            by_votes.then_with(|| b.0.cmp(&a.0))
        })?;
        (votes >= CLEAR * bullets.len() as f32).then_some(factor)
    }
}

/// Returns the telling words of an alias. An alias of which other words are a part ("done by hand",
/// "happened before") has none: without them it would say something else.
fn core(stems: &Stems, alias: &str, factor: usize) -> Option<Core> {
    let mut core = Core {
        stems: Vec::new(),
        is_lack: false,
        factor,
    };
    for word in words(alias) {
        let word = lower(word.text);
        if is_lack(&word) {
            core.is_lack = true;
        } else if is_telling(&word) && !is_of_degree(&word) {
            core.stems.push(stems.of(&word).into_owned());
        } else if !is_glue(&word) {
            return None;
        }
    }
    (!core.stems.is_empty()).then_some(core)
}
