//! The pages: one file for each kind, with the one struct that its template gets.
//!
//! A page decides in Rust and arranges in its template: every sentence, count and address is a
//! field. What all pages share is the [`Frame`]; what several show is in [`parts`].

pub(super) mod actions;
pub(super) mod alias;
pub(super) mod breaches;
pub(super) mod compliance;
pub(super) mod culture;
pub(super) mod factor;
pub(super) mod factors;
mod frame;
pub(super) mod home;
pub(super) mod months;
pub(super) mod near_misses;
pub(super) mod not_found;
mod parts;
pub(super) mod postmortem;
pub(super) mod postmortems;
pub(super) mod rules;
pub(super) mod search;
pub(super) mod services;
pub(super) mod stats;
pub(super) mod teams;
pub(super) mod years;

pub(in crate::site) use frame::Navigations;
use frame::{Frame, Subject};
pub(in crate::site) use parts::Pages;
use parts::{ActionCard, Badge, Day, Entry, Link};
