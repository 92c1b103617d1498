//! Data that leads to one person: addresses, numbers, and where to find them in a report.
//!
//! Two rules ask for it: `privacy/email-phone-ip` everywhere, and `breach/no-personal-data` in the
//! record of a breach. What is found is named by its kind and never repeated.
//!
//! Code is not looked at, and neither are the mailboxes of a role, the addresses and numbers that
//! are set aside for examples, and those of private networks.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use regex::Regex;

use crate::document::{Block, Document, Span};
use crate::yaml::{Kind, Node};

/// A piece of text that leads to a person.
#[derive(Clone, Copy, Debug)]
pub(super) struct Detail {
    pub(super) kind: DetailKind,
    pub(super) span: Span,
    /// What tells it from another of its kind, as it must not be repeated itself.
    digest: [u8; 4],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DetailKind {
    Email,
    Phone,
    NationalId,
    BankAccount,
    Card,
    /// A public address; only some words beside it say that it is a person's.
    Ip {
        of_somebody: bool,
    },
}

impl DetailKind {
    /// Returns the words for it.
    pub(super) fn words(self) -> &'static str {
        match self {
            DetailKind::Email => "an e-mail address",
            DetailKind::Phone => "a telephone number",
            DetailKind::NationalId => "what looks like a national identity number",
            DetailKind::BankAccount => "a bank account number",
            DetailKind::Card => "the number of a payment card",
            DetailKind::Ip { .. } => "a public IP address",
        }
    }
}

impl Detail {
    fn new(kind: DetailKind, span: Span, written: &str) -> Detail {
        let digest = blake3::hash(written.as_bytes());
        let digest = digest.as_bytes().first_chunk().copied();
        Detail {
            kind,
            span,
            digest: digest.unwrap_or_default(),
        }
    }

    /// Returns an identity that does not give it away.
    pub(super) fn key(&self) -> String {
        let digest = u32::from_be_bytes(self.digest);
        format!("{} {digest:08x}", self.kind.words())
    }
}

/// Finds what leads to a person in the prose, the links and the front matter of a report.
pub(super) fn details(document: &Document, prose: &[Block]) -> Vec<Detail> {
    let mut found = Vec::new();
    for block in prose {
        in_text(&block.text, &mut |kind, start, end| {
            found.push(Detail::new(
                kind,
                block.span(start, end),
                &block.text[start..end],
            ));
        });
    }
    for link in &document.body().links {
        let address = link.target.strip_prefix("mailto:");
        let address = address.map(|it| it.split('?').next().unwrap_or_default());
        if let Some(address) = address.filter(|address| is_personal_email(address)) {
            found.push(Detail::new(DetailKind::Email, link.span, address));
        }
    }
    if let Some(tree) = &document.front_matter().tree {
        in_front_matter(document.text(), tree, &mut found);
    }
    found.sort_by_key(|it| it.span);
    // The text of a link and its target are one.
    found.dedup_by(|later, first| first.span.contains(later.span) || first.digest == later.digest);
    found
}

fn in_front_matter(file: &str, node: &Node, found: &mut Vec<Detail>) {
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                in_front_matter(file, &entry.value, found);
            }
        }
        Kind::List(items) => {
            for item in items {
                in_front_matter(file, item, found);
            }
        }
        Kind::Scalar(_) => in_text(node.span.of(file), &mut |kind, start, end| {
            let span = Span::new(node.span.start + start, node.span.start + end);
            found.push(Detail::new(kind, span, span.of(file)));
        }),
    }
}

/// Finds what leads to a person in a text; one look at its marks and digits spares most texts more.
fn in_text(text: &str, found: &mut impl FnMut(DetailKind, usize, usize)) {
    let bytes = text.as_bytes();
    if memchr::memchr(b'@', bytes).is_some() {
        for address in EMAIL.find_iter(text) {
            let before = text[..address.start()].chars().next_back();
            let in_address = before.is_some_and(|mark| matches!(mark, ':' | '/' | '='));
            let after = text[address.end()..].chars().next();
            let is_remote = matches!(after, Some(':' | '/'));
            if !in_address && !is_remote && is_personal_email(address.as_str()) {
                found(DetailKind::Email, address.start(), address.end());
            }
        }
    }
    if bytes
        .iter()
        .filter(|byte| byte.is_ascii_digit())
        .nth(3)
        .is_none()
    {
        return;
    }
    numbers(text, found);
}

/// Says whether what a pattern found is what it looks like, or whether it is worth trying.
type Fits = fn(&str) -> bool;

fn numbers(text: &str, found: &mut impl FnMut(DetailKind, usize, usize)) {
    // To name a pattern as one would compile it, whether it is tried or not.
    let kinds: [(Fits, &LazyLock<Regex>, DetailKind, Fits); 4] = [
        (|it| it.contains('+'), &PHONE, DetailKind::Phone, is_phone),
        (
            may_hold_national_id,
            &NATIONAL_ID,
            DetailKind::NationalId,
            is_national_id,
        ),
        (may_hold_iban, &IBAN, DetailKind::BankAccount, is_iban),
        (may_hold_card, &CARD, DetailKind::Card, is_card),
    ];
    for (may_hold, pattern, kind, fits) in kinds {
        // To say where a group stands takes the pattern engine far longer than to say that there is
        // none.
        if !may_hold(text) || !pattern.is_match(text) {
            continue;
        }
        for written in pattern.captures_iter(text).filter_map(|it| it.get(1)) {
            if fits(written.as_str()) {
                found(kind, written.start(), written.end());
            }
        }
    }
    let addresses = may_hold_ip(text)
        .then(|| IP.find_iter(text))
        .into_iter()
        .flatten();
    for address in addresses {
        let of_somebody = SOMEBODY.is_match(text);
        if !is_part_of_more(text, address.start(), address.end())
            && address.as_str().parse().is_ok_and(is_public)
        {
            found(
                DetailKind::Ip { of_somebody },
                address.start(),
                address.end(),
            );
        }
    }
}

/// Says whether a number goes on on either side: a version, a range, a path.
fn is_part_of_more(text: &str, start: usize, end: usize) -> bool {
    let joins = |mark: char| mark.is_alphanumeric() || matches!(mark, '.' | '/' | '-' | '_' | ':');
    let before = text[..start].chars().next_back().is_some_and(joins);
    let mut after = text[end..].chars();
    let next = after.next();
    let ends_sentence =
        matches!(next, Some('.' | ':')) && !after.next().is_some_and(char::is_alphanumeric);
    before || (next.is_some_and(joins) && !ends_sentence) || is_version(&text[..start])
}

/// Says whether the words before a number make it a version.
fn is_version(before: &str) -> bool {
    let last = before
        .split_whitespace()
        .next_back()
        .unwrap_or_default()
        .to_lowercase();
    matches!(
        last.trim_matches(['(', ',']),
        "version" | "v" | "release" | "build" | "firmware" | "driver"
    )
}

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
        .expect("the pattern is sound")
});

/// Says whether an address is somebody's own: not a role's, not an example.
fn is_personal_email(address: &str) -> bool {
    const ROLES: [&str; 44] = [
        "abuse",
        "accounts",
        "admin",
        "administrator",
        "alerts",
        "billing",
        "careers",
        "compliance",
        "contact",
        "data-protection",
        "dataprotection",
        "dev",
        "dpo",
        "enquiries",
        "feedback",
        "git",
        "hello",
        "help",
        "helpdesk",
        "hostmaster",
        "info",
        "inquiries",
        "it",
        "legal",
        "mail",
        "marketing",
        "newsletter",
        "noc",
        "office",
        "oncall",
        "ops",
        "partners",
        "postmaster",
        "press",
        "privacy",
        "root",
        "sales",
        "security",
        "service",
        "sre",
        "staff",
        "status",
        "support",
        "webmaster",
    ];
    const PARTS: [&str; 14] = [
        "alert",
        "bot",
        "desk",
        "group",
        "list",
        "no-reply",
        "noreply",
        "notification",
        "on-call",
        "oncall",
        "reply",
        "security",
        "support",
        "team",
    ];
    let Some((name, host)) = address.rsplit_once('@') else {
        return false;
    };
    let (name, host) = (name.to_lowercase(), host.to_lowercase());
    let name = name.split('+').next().unwrap_or_default();
    let is_role = ROLES.contains(&name) || PARTS.iter().any(|part| name.contains(part));
    let labels: Vec<&str> = host.split('.').collect();
    let top = labels.last().copied().unwrap_or_default();
    // RFC 2606 and RFC 6761.
    let is_example = matches!(
        top,
        "example" | "test" | "invalid" | "localhost" | "local" | "internal"
    ) || labels.contains(&"example");
    // "deploy@2x.png", "user@host.service"
    let is_file = matches!(
        top,
        "png" | "jpg" | "jpeg" | "svg" | "gif" | "service" | "js" | "json"
    );
    !is_role && !is_example && !is_file
}

/// A number with a country code.
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s(:])(\+[1-9]\d{0,2}(?:[\s.-]?\(?\d{1,4}\)?){2,5})(?:$|[^\d\w])")
        .expect("the pattern is sound")
});

/// Says whether a number may be called: long enough, and none of those set aside for examples.
fn is_phone(written: &str) -> bool {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    // Numbers such as +1 555 0100 belong to nobody.
    let is_example = digits.contains("55501") || digits.starts_with("155555");
    (9..=15).contains(&digits.len()) && !is_example
}

/// United States, Denmark, United Kingdom.
static NATIONAL_ID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|[\s(:])(\d{3}-\d{2}-\d{4}|\d{6}-\d{4}|[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D])(?:$|[\s.,;:)])",
    )
    .expect("the pattern is sound")
});

/// Says whether four digits stand behind a hyphen, or two digits behind two capitals.
fn may_hold_national_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(5).any(|it| match it {
        [b'-', digits @ ..] => digits.iter().all(u8::is_ascii_digit),
        [a, b, b' ', rest @ ..] | [a, b, rest @ ..] => {
            a.is_ascii_uppercase()
                && b.is_ascii_uppercase()
                && rest[..2].iter().all(u8::is_ascii_digit)
        }
        _ => false,
    })
}

fn is_national_id(written: &str) -> bool {
    let parts: Vec<&str> = written.split('-').collect();
    let number = |text: &str| text.parse::<u32>().unwrap_or(0);
    match parts.as_slice() {
        // No social security number has one of these parts.
        [area, group, serial] => {
            let area = number(area);
            !matches!(area, 0 | 666 | 900..) && number(group) != 0 && number(serial) != 0
        }
        // Day, month and year of birth.
        [birth, _] => {
            let (day, month) = (number(&birth[..2]), number(&birth[2..4]));
            (1..=31).contains(&day) && (1..=12).contains(&month)
        }
        _ => true,
    }
}

static IBAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)\b")
        .expect("the pattern is sound")
});

/// Says whether two capitals stand before two digits anywhere, at little cost.
fn may_hold_iban(text: &str) -> bool {
    text.as_bytes().windows(4).any(|it| {
        it[..2].iter().all(u8::is_ascii_uppercase) && it[2..].iter().all(u8::is_ascii_digit)
    })
}

/// Says whether the check digits of an account number are right (ISO 13616).
fn is_iban(written: &str) -> bool {
    let plain: Vec<char> = written.chars().filter(|c| !c.is_whitespace()).collect();
    if !(15..=34).contains(&plain.len()) {
        return false;
    }
    let turned = plain[4..].iter().chain(&plain[..4]);
    let rest = turned.fold(0_u32, |rest, mark| {
        let value = mark.to_digit(36).unwrap_or(0);
        let shift = if value < 10 { 10 } else { 100 };
        (rest * shift + value) % 97
    });
    rest == 1
}

static CARD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s(:])([3-6]\d{3}(?:[ -]\d{4}){2}[ -]\d{3,4})(?:$|[\s.,;:)])")
        .expect("the pattern is sound")
});

/// Says whether two groups of four digits stand beside each other.
fn may_hold_card(text: &str) -> bool {
    text.as_bytes().windows(9).any(|it| {
        matches!(it[4], b' ' | b'-')
            && it[..4].iter().all(u8::is_ascii_digit)
            && it[5..].iter().all(u8::is_ascii_digit)
    })
}

/// Says whether the last digit of a card number is right (Luhn).
fn is_card(written: &str) -> bool {
    let digits: Vec<u32> = written.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &digit)| match (at % 2, digit * 2) {
            (0, _) => digit,
            (_, twice) if twice > 9 => twice - 9,
            (_, twice) => twice,
        })
        .sum();
    let is_one_digit = digits.windows(2).all(|pair| pair[0] == pair[1]);
    sum.is_multiple_of(10) && !is_one_digit
}

static IP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9A-Fa-f]{1,4}:){2,7}(?::?[0-9A-Fa-f]{1,4}){1,6}")
        .expect("the pattern is sound")
});

/// Says whether there are as many dots or colons between digits as an address has.
fn may_hold_ip(text: &str) -> bool {
    let triples = || text.as_bytes().windows(3);
    let is_dot = |it: &&[u8]| matches!(it, [b'0'..=b'9', b'.', b'0'..=b'9']);
    let is_colon = |it: &&[u8]| {
        it[1] == b':' && it[0].is_ascii_hexdigit() && (it[2] == b':' || it[2].is_ascii_hexdigit())
    };
    triples().filter(is_dot).nth(2).is_some() || triples().filter(is_colon).nth(1).is_some()
}

/// Words beside an address that make it a person's.
static SOMEBODY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:users?|customers?|clients?|visitors?|subscribers?|employees?|members?|patients?|students?|colleagues?|home|laptop|household|caller|person|resident)(?:'s|’s)?\b",
    )
    .expect("the pattern is sound")
});

/// Says whether an address is out in the world: not private, not local, not for documentation, and
/// not one of the resolvers that everybody knows.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            let is_known = [
                Ipv4Addr::new(1, 1, 1, 1),
                Ipv4Addr::new(1, 0, 0, 1),
                Ipv4Addr::new(8, 8, 8, 8),
                Ipv4Addr::new(8, 8, 4, 4),
                Ipv4Addr::new(9, 9, 9, 9),
            ]
            .contains(&address);
            // What begins with 1 to 5 may as well be a version with four parts.
            let looks_like_version = a <= 5 && b < 30 && c < 30;
            !(address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_broadcast()
                || address.is_documentation()
                || address.is_unspecified()
                || address.is_multicast()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || is_known
                || looks_like_version)
        }
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // 2000::/3, without 2001:db8::/32 and 3fff::/20 for documentation.
    first & 0xe000 == 0x2000
        && !(first == 0x2001 && second == 0x0db8)
        && !(first == 0x3fff && second < 0x1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<DetailKind> {
        let mut kinds = Vec::new();
        in_text(text, &mut |kind, _, _| kinds.push(kind));
        kinds
    }

    #[test]
    fn what_leads_to_a_person_is_found() {
        for (text, kind) in [
            ("Write to jane.doe@corp.dk.", DetailKind::Email),
            ("Ask (anna+pager@mail.firm.co.uk) first", DetailKind::Email),
            ("call +45 21 55 83 10", DetailKind::Phone),
            ("call +1 (415) 736-0000 now", DetailKind::Phone),
            ("+442079460018", DetailKind::Phone),
            ("SSN 078-05-1120.", DetailKind::NationalId),
            ("CPR 070761-4285", DetailKind::NationalId),
            ("NI number AB 12 34 56 C", DetailKind::NationalId),
            (
                "paid to DE89 3704 0044 0532 0130 00",
                DetailKind::BankAccount,
            ),
            ("the card 4111 1111 1111 1111 was", DetailKind::Card),
            (
                "a customer at 93.184.216.34 saw it",
                DetailKind::Ip { of_somebody: true },
            ),
            (
                "the node 93.184.216.34.",
                DetailKind::Ip { of_somebody: false },
            ),
            (
                "peer 2a00:1450:400f:80d::200e left",
                DetailKind::Ip { of_somebody: false },
            ),
        ] {
            assert_eq!(kinds(text), [kind], "{text}");
        }
    }

    #[test]
    fn what_leads_to_nobody_is_left_alone() {
        for text in [
            "Write to support@corp.dk or noreply@corp.dk",
            "jane@corp.example and joe@example.com",
            "git@forge.dk:team/repo.git and ssh://jane@host.dk/x",
            "scp jane@host.dk:/tmp/x",
            "icons@2x.png",
            "between 10.0.0.1 and 192.168.1.20, 203.0.113.9, 2001:db8::1, 127.0.0.1 and fe80::1",
            "resolvers 8.8.8.8 and 1.1.1.1",
            "version 93.1.12.4 and 2.4.18.1 and v93.1.12.40",
            "the range 93.184.216.0/24",
            "at 10:40:22 and 2024-05-01 10:40:22",
            "+3 replicas, +45 %, +1 555 0100, and 2025-03-31 12:06",
            "order 4111 1111 1111 1112 and 555-12-34567",
            "DE89 3704 0044 0532 0130 01",
            "commit 070761-42855, 990761-4285",
        ] {
            assert!(kinds(text).is_empty(), "{text}: {:?}", kinds(text));
        }
    }
}
