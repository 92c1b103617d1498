//! What was promised against one factor, kept up to date while its occurrences pass by.
//!
//! Every action item is entered once, becomes visible when its report lies in the past, and moves
//! from open to done and from done to given way. So the cost grows with occurrences and action items,
//! and not with their product, however often a factor comes back.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use jiff::Timestamp;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::{Answer, GaveWay, MOST_ANSWERS, Reach, Standing, State, Stood};
use crate::archive::Index;
use crate::archive::calendar::Calendar;
use crate::archive::time_line::days;
use crate::postmortem::{ActionItem, ActionStatus};

/// The action items against a factor, by where they are meant to help.
pub(super) struct Ledger<'a> {
    calendar: &'a Calendar,
    /// In the order in which their reports came; those without a date are left out.
    items: Vec<Item<'a>>,
    /// The items whose report has no minute, and those whose report has one, each in order and as
    /// far as they are not visible yet.
    to_come: [std::vec::IntoIter<usize>; 2],
    /// The visible open items that were done on a known day, by that day.
    to_be_done: BinaryHeap<Reverse<(Date, usize)>>,
    everywhere: Account,
    general: Account,
    of_service: FxHashMap<u32, Account>,
    pub(super) gave_way: Vec<GaveWay>,
}

struct Item<'a> {
    promise: usize,
    /// When the report came that promises it.
    date: Date,
    minute: Option<Timestamp>,
    action: &'a ActionItem,
    /// The numbers of the services that it is meant for; none where it is meant for all of them.
    services: &'a [u32],
    /// Where the factor was met after it was done.
    has_given_way: Option<Reach>,
}

/// The items of one place, by places in [`Ledger::items`].
#[derive(Default)]
struct Account {
    open: BTreeSet<usize>,
    declined: Vec<usize>,
    /// Done, and the factor not met since.
    holding: Vec<usize>,
    given_way: Vec<usize>,
}

/// What was done, and whose factor is met for the first time since.
struct GivingWay {
    here: Vec<Answer>,
    elsewhere: Vec<Answer>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(calendar: &'a Calendar) -> Self {
        Ledger {
            calendar,
            items: Vec::new(),
            to_come: Default::default(),
            to_be_done: BinaryHeap::new(),
            everywhere: Account::default(),
            general: Account::default(),
            of_service: FxHashMap::default(),
            gave_way: Vec::new(),
        }
    }

    /// Enters an action item, by its place among all, which may speak of the factor in its own words.
    pub(super) fn add(
        &mut self,
        promise: usize,
        report: Index,
        action: &'a ActionItem,
        speaks_of_it: bool,
    ) {
        let it = &self.calendar.reports[report];
        let Some(date) = it.date else {
            return;
        };
        let services = match speaks_of_it {
            true => &[],
            false => self.calendar.services.of(report),
        };
        self.items.push(Item {
            promise,
            date,
            minute: it.minute,
            action,
            services,
            has_given_way: None,
        });
    }

    /// Begins: all items are entered.
    pub(super) fn open(&mut self) {
        self.items
            .sort_by_key(|item| (item.date, item.minute, item.promise));
        let (with, without): (Vec<usize>, Vec<usize>) =
            (0..self.items.len()).partition(|&at| self.items[at].minute.is_some());
        self.to_come = [without.into_iter(), with.into_iter()];
    }

    /// Says how things stand when a report meets the factor, and takes note of what gives way there.
    /// Reports come in the order of the time line.
    pub(super) fn meet(&mut self, report: Index, date: Date) -> Standing {
        self.move_on(date, self.calendar.reports[report].minute);
        let services = self.calendar.services.of(report);
        let gave_way = self.give_way(services, date);
        self.standing(services, gave_way)
    }

    /// Lets time pass until a report.
    fn move_on(&mut self, date: Date, minute: Option<Timestamp>) {
        for kind in 0..self.to_come.len() {
            while let Some(&at) = self.to_come[kind].as_slice().first() {
                let item = &self.items[at];
                let is_before_minute = item.minute.zip(minute).is_some_and(|(it, now)| it < now);
                if item.date < date || (item.date == date && is_before_minute) {
                    self.to_come[kind].next();
                    self.show(at);
                } else {
                    break;
                }
            }
        }
        while let Some(&Reverse((done, at))) = self.to_be_done.peek()
            && done < date
        {
            self.to_be_done.pop();
            self.each_account(at, |account| {
                account.open.remove(&at);
                account.holding.push(at);
            });
        }
    }

    fn show(&mut self, at: usize) {
        let action = self.items[at].action;
        match (action.status, action.done_on) {
            (ActionStatus::WontDo, _) => self.each_account(at, |it| it.declined.push(at)),
            (ActionStatus::Done, None) => self.each_account(at, |it| it.holding.push(at)),
            (ActionStatus::Open, _) => self.each_account(at, |it| {
                it.open.insert(at);
            }),
            (ActionStatus::Done, Some(day)) => {
                self.to_be_done.push(Reverse((day, at)));
                self.each_account(at, |it| {
                    it.open.insert(at);
                });
            }
        }
    }

    fn each_account(&mut self, at: usize, mut change: impl FnMut(&mut Account)) {
        change(&mut self.everywhere);
        let services = self.items[at].services;
        if services.is_empty() {
            change(&mut self.general);
        }
        for &service in services {
            change(self.of_service.entry(service).or_default());
        }
    }

    /// Lets what was done give way: what was meant for some services, and what was meant for others.
    fn give_way(&mut self, services: &[u32], date: Date) -> GivingWay {
        let mut anywhere = std::mem::take(&mut self.everywhere.holding);
        let mut here = std::mem::take(&mut self.general.holding);
        if services.is_empty() {
            here.append(&mut anywhere);
        }
        for service in services {
            if let Some(account) = self.of_service.get_mut(service) {
                here.append(&mut account.holding);
            }
        }
        GivingWay {
            here: self.note(here, Reach::Here, date),
            elsewhere: self.note(anywhere, Reach::Elsewhere, date),
        }
    }

    /// Takes note of what gave way, and leaves out what is known to have done so.
    fn note(&mut self, items: Vec<usize>, reach: Reach, date: Date) -> Vec<Answer> {
        let mut gave_way = Vec::new();
        for at in items {
            let item = &mut self.items[at];
            if item.has_given_way >= Some(reach) {
                continue;
            }
            item.has_given_way = Some(reach);
            let (promise, action) = (item.promise, item.action);
            let after = action.done_on.map(|done| days(done, date));
            self.gave_way.push(GaveWay {
                promise,
                after,
                reach,
            });
            let stood = Stood::Done(after);
            gave_way.push(Answer { promise, stood });
            match reach {
                Reach::Here => self.each_account(at, |account| account.given_way.push(at)),
                Reach::Elsewhere => self.everywhere.given_way.push(at),
            }
        }
        gave_way
    }

    fn standing(&self, services: &[u32], gave_way: GivingWay) -> Standing {
        let near: Vec<&Account> = match services {
            [] => vec![&self.everywhere],
            services => {
                let named = services.iter();
                let named = named.filter_map(|service| self.of_service.get(service));
                std::iter::once(&self.general).chain(named).collect()
            }
        };
        let all = [&self.everywhere];
        for (reach, gave_way, accounts) in [
            (Reach::Here, gave_way.here, near.as_slice()),
            (Reach::Elsewhere, gave_way.elsewhere, &all),
        ] {
            if let Some((state, answers)) = self.told(gave_way, accounts) {
                return Standing {
                    state,
                    reach,
                    answers,
                };
            }
        }
        Standing::without_answers(State::NeverAddressed)
    }

    /// Says what some accounts tell, the gravest first.
    fn told(
        &self,
        mut gave_way: Vec<Answer>,
        accounts: &[&Account],
    ) -> Option<(State, Vec<Answer>)> {
        if !gave_way.is_empty() {
            gave_way.sort_by_key(|it| match it.stood {
                Stood::Done(Some(days)) => (0, days, Reverse(it.promise)),
                Stood::Done(None) | Stood::GaveWay | Stood::Open | Stood::Declined => {
                    (1, 0, Reverse(it.promise))
                }
            });
            gave_way.truncate(MOST_ANSWERS);
            return Some((State::AfterDone, gave_way));
        }
        let open = self.latest(accounts, |it| it.open.iter().rev(), Stood::Open);
        if !open.is_empty() {
            return Some((State::WhileOpen, open));
        }
        let before = self.latest(accounts, |it| it.given_way.iter().rev(), Stood::GaveWay);
        if !before.is_empty() {
            return Some((State::GaveWayBefore, before));
        }
        let declined = self.latest(accounts, |it| it.declined.iter().rev(), Stood::Declined);
        (!declined.is_empty()).then_some((State::Declined, declined))
    }

    /// Returns the latest items on some lists.
    fn latest<'b, I: Iterator<Item = &'b usize>>(
        &self,
        accounts: &[&'b Account],
        list: impl Fn(&'b Account) -> I,
        stood: Stood,
    ) -> Vec<Answer> {
        let lists = accounts.iter().copied();
        let mut latest: Vec<usize> = lists
            .flat_map(|it| list(it).take(MOST_ANSWERS))
            .copied()
            .collect();
        latest.sort_unstable_by_key(|&at| Reverse(at));
        latest.dedup();
        latest.truncate(MOST_ANSWERS);
        let answer = |at: usize| Answer {
            promise: self.items[at].promise,
            stood,
        };
        latest.into_iter().map(answer).collect()
    }
}
