//! Vectors of bullets, and groups of them by average linkage.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::THRESHOLD;
use super::bullets::Bullet;
use super::concepts::{Concepts, NEUTRAL};

/// A direction in the space of words and conditions. Coordinates in order of their dimension.
pub(super) type Vector = Vec<(u32, f32)>;

/// How much of a bullet that is about known conditions is told by these, and not by its words.
const CONCEPTS: f32 = 0.35;

/// How many of the heaviest coordinates of a group are looked at to find others.
const HEAVIEST: usize = 8;

/// How many groups on either side of a group's place in the list of a coordinate are compared.
const NEAR: usize = 16;

/// How many coordinates of a large group are kept: the lightest of hundreds change nothing.
const KEPT: usize = 256;

/// Bullets as vectors of length 1.
pub(super) struct Vectors {
    pub(super) all: Vec<Vector>,
    /// The first dimension that stands for a condition; those before it stand for words.
    conditions: u32,
}

/// Turns bullets into vectors.
pub(super) fn weigh(bullets: &[Bullet], concepts: &Concepts) -> Vectors {
    let mut in_bullets: BTreeMap<&str, usize> = BTreeMap::new();
    for bullet in bullets {
        for term in &bullet.terms {
            *in_bullets.entry(&term.stem).or_default() += 1;
        }
    }
    let dimensions: BTreeMap<&str, u32> = in_bullets.keys().copied().zip(0..).collect();
    let conditions = u32::try_from(dimensions.len()).expect("texts hold fewer than 2³² words");
    let rarity = |stem: &str| rounded((1.0 + bullets.len() as f64 / in_bullets[stem] as f64).ln());
    let vectors = bullets
        .iter()
        .map(|bullet| {
            let about = concepts.of_bullet(bullet);
            let mass = about.values().copied().fold(0.0, f32::max);
            let stems = bullet.terms.iter().map(|term| term.stem.as_str());
            let words = stems.map(|stem| (dimensions[stem], rarity(stem)));
            let mut vector: Vector = scaled(words.collect(), 1.0 - CONCEPTS * mass);
            vector.sort_unstable_by_key(|&(dimension, _)| dimension);
            let about = about.into_iter().map(|(factor, weight)| {
                let factor = u32::try_from(factor).expect("factors are few");
                (conditions + factor, weight)
            });
            vector.extend(scaled(about.collect(), CONCEPTS * mass));
            vector
        })
        .collect();
    Vectors {
        all: vectors,
        conditions,
    }
}

/// Gives a vector the square root of a share as its length.
fn scaled(mut vector: Vector, share: f32) -> Vector {
    let length: f32 = vector.iter().map(|(_, weight)| weight * weight).sum();
    let factor = (share / length.max(f32::MIN_POSITIVE)).sqrt();
    for (_, weight) in &mut vector {
        *weight *= factor;
    }
    vector
}

/// Rounds a logarithm: systems differ in its last digits, and groups must not.
fn rounded(value: f64) -> f32 {
    ((value * 4096.0).round() / 4096.0) as f32
}

/// A group that may still grow.
struct Group {
    members: Vec<usize>,
    /// The sum of the vectors of its members.
    sum: Vector,
    /// The dimensions of its heaviest coordinates.
    heaviest: Vec<u32>,
}

impl Group {
    fn new(members: Vec<usize>, mut sum: Vector) -> Group {
        keep_heaviest(&mut sum, KEPT);
        sum.sort_unstable_by_key(|&(dimension, _)| dimension);
        let mut heaviest = sum.clone();
        keep_heaviest(&mut heaviest, HEAVIEST);
        Group {
            members,
            heaviest: heaviest
                .into_iter()
                .map(|(dimension, _)| dimension)
                .collect(),
            sum,
        }
    }
}

fn keep_heaviest(vector: &mut Vector, most: usize) {
    if vector.len() > most {
        vector.select_nth_unstable_by(most, |a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        vector.truncate(most);
    }
}

/// Returns the groups of the first so many bullets, each with its members in order, in the order of
/// their first members.
pub(super) fn groups(vectors: &Vectors, grouped: usize) -> Vec<Vec<usize>> {
    let conditions = vectors.conditions;
    let vectors = &vectors.all[..grouped];
    let group = |(at, vector): (usize, &Vector)| Some(Group::new(vec![at], vector.clone()));
    let mut linkage = Linkage {
        groups: vectors.iter().enumerate().map(group).collect(),
        lists: BTreeMap::new(),
        pairs: BinaryHeap::new(),
        conditions,
    };
    for at in 0..vectors.len() {
        linkage.list(at);
    }
    for at in 0..vectors.len() {
        linkage.compare(at);
    }
    linkage.join_all();
    let mut groups: Vec<Vec<usize>> = linkage
        .groups
        .into_iter()
        .flatten()
        .map(|mut group| {
            group.members.sort_unstable();
            group.members
        })
        .collect();
    groups.sort_unstable();
    groups
}

struct Linkage {
    /// A group that was joined to another one is gone; the joined one stands at the end.
    groups: Vec<Option<Group>>,
    /// The groups that have a coordinate among their heaviest.
    lists: BTreeMap<u32, BTreeSet<usize>>,
    pairs: BinaryHeap<Pair>,
    /// The first dimension that stands for a condition.
    conditions: u32,
}

/// Two groups and how alike they are; the most alike come first, and of those the oldest.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    /// In millionths: an order among floating point numbers would need care, and this none.
    likeness: u32,
    groups: std::cmp::Reverse<(usize, usize)>,
}

impl Linkage {
    fn join_all(&mut self) {
        while let Some(Pair { groups, .. }) = self.pairs.pop() {
            let (one, other) = groups.0;
            if self.groups[one].is_none() || self.groups[other].is_none() {
                continue;
            }
            let (Some(first), Some(second)) = (self.remove(one), self.remove(other)) else {
                continue;
            };
            let mut members = first.members;
            members.extend(second.members);
            let sum = added(&first.sum, &second.sum);
            self.groups.push(Some(Group::new(members, sum)));
            let at = self.groups.len() - 1;
            self.list(at);
            self.compare(at);
        }
    }

    /// Puts a group on the lists of its heaviest coordinates.
    fn list(&mut self, at: usize) {
        for &dimension in self.groups[at].iter().flat_map(|group| &group.heaviest) {
            self.lists.entry(dimension).or_default().insert(at);
        }
    }

    fn remove(&mut self, at: usize) -> Option<Group> {
        let group = self.groups[at].take()?;
        for dimension in &group.heaviest {
            if let Some(list) = self.lists.get_mut(dimension) {
                list.remove(&at);
            }
        }
        Some(group)
    }

    /// Compares a group with those near it on its lists.
    fn compare(&mut self, at: usize) {
        let mut others: BTreeSet<usize> = BTreeSet::new();
        for dimension in self.groups[at].iter().flat_map(|group| &group.heaviest) {
            let Some(list) = self.lists.get(dimension) else {
                continue;
            };
            others.extend(list.range(..at).rev().take(NEAR));
            others.extend(list.range(at + 1..).take(NEAR));
        }
        for other in others {
            let likeness = self.likeness(at, other);
            if likeness >= THRESHOLD {
                self.pairs.push(Pair {
                    likeness: (likeness * 1e6).round() as u32,
                    groups: std::cmp::Reverse((at.min(other), at.max(other))),
                });
            }
        }
    }

    /// Returns the average likeness of the members of two groups: for vectors of length 1, the
    /// product of their sums, divided by the number of pairs. Two groups with one word in common,
    /// however rare, have nothing in common, unless one of them is clearly about a condition that
    /// the other has the words for.
    fn likeness(&self, one: usize, other: usize) -> f32 {
        let (Some(one), Some(other)) = (&self.groups[one], &self.groups[other]) else {
            return 0.0;
        };
        let (mut likeness, mut words, mut conditions) = (0.0, 0, 0);
        let clear = (CONCEPTS * NEUTRAL).sqrt() * 1.01;
        let (clear_one, clear_other) = (
            clear * one.members.len() as f32,
            clear * other.members.len() as f32,
        );
        merge(&one.sum, &other.sum, |dimension, first, second| {
            let shared = first * second;
            likeness += shared;
            if shared > 0.0 && dimension < self.conditions {
                words += 1;
            } else if shared > 0.0 && (first > clear_one || second > clear_other) {
                conditions += 1;
            }
        });
        if words < 2 && conditions == 0 {
            return 0.0;
        }
        likeness / (one.members.len() * other.members.len()) as f32
    }
}

/// Returns the members of a group, those first that are most like all the others. Of equals, the
/// shortest says it best.
pub(super) fn by_centrality(vectors: &[Vector], group: &[usize]) -> Vec<usize> {
    let sum = group
        .iter()
        .fold(Vector::new(), |sum, &at| added(&sum, &vectors[at]));
    let mut members: Vec<(f32, usize)> = group
        .iter()
        .map(|&at| (product(&vectors[at], &sum), at))
        .collect();
    members.sort_by(|a, b| {
        let length = |it: &(f32, usize)| vectors[it.1].len();
        b.0.total_cmp(&a.0)
            .then_with(|| length(a).cmp(&length(b)))
            .then_with(|| a.1.cmp(&b.1))
    });
    members.into_iter().map(|(_, at)| at).collect()
}

fn product(one: &Vector, other: &Vector) -> f32 {
    let mut product = 0.0;
    merge(one, other, |_, first, second| product += first * second);
    product
}

fn added(one: &Vector, other: &Vector) -> Vector {
    let mut sum = Vector::with_capacity(one.len() + other.len());
    merge(one, other, |dimension, first, second| {
        sum.push((dimension, first + second));
    });
    sum
}

/// Calls `each` with every dimension of two vectors, and 0 where one of them has none.
fn merge(one: &Vector, other: &Vector, mut each: impl FnMut(u32, f32, f32)) {
    let (mut first, mut second) = (one.iter().peekable(), other.iter().peekable());
    loop {
        match (first.peek(), second.peek()) {
            (None, None) => return,
            (Some(&&(at, weight)), None) => {
                each(at, weight, 0.0);
                first.next();
            }
            (None, Some(&&(at, weight))) => {
                each(at, 0.0, weight);
                second.next();
            }
            (Some(&&(at, weight)), Some(&&(other_at, other_weight))) => {
                let next = at.min(other_at);
                each(
                    next,
                    if at == next { weight } else { 0.0 },
                    if other_at == next { other_weight } else { 0.0 },
                );
                if at == next {
                    first.next();
                }
                if other_at == next {
                    second.next();
                }
            }
        }
    }
}
