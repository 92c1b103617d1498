//! A link to an inner place, in a report that anybody may read.

use crate::diagnostic::Level;
use crate::document::Document;
use crate::rules::{Check, Context, Finding, Rule, privacy};

pub(super) const RULE: Rule = Rule {
    name: "privacy/internal-link",
    level: Some(Level::Warning),
    draft: None,
    summary: "a public report links to a place inside",
    why: "Most readers of a public report end at a sign-in page, and a few learn the names of \
          hosts and channels. What the link would show them belongs in the text.",
    source: "OWASP Web Security Testing Guide, Information Gathering",
    question: None,
    always: false,
    bad: "\
---
title: Queue stalled
confidentiality: public
---
See [the thread](https://firm.slack.com/archives/C01/p1) and [wiki](http://wiki/queue).
",
    good: "\
---
title: Queue stalled
confidentiality: public
---
See [the status page](https://status.firm.example/42). In the thread, nobody saw an alert.
",
    check: Check::Document(check),
};

fn check(context: &Context, document: &Document) -> Vec<Finding> {
    if !privacy::is_public(context, document) {
        return Vec::new();
    }
    let links = document.body().links.iter();
    links
        .filter_map(|link| {
            let what = inner_place(&link.target)?;
            let message = format!("a public report links to {what}");
            let help = "say in the text what is to be seen there, and take the link out";
            Some(Finding::new(link.span, message).help(help))
        })
        .collect()
}

/// Says what an address leads to, if that is not for everybody.
fn inner_place(target: &str) -> Option<&'static str> {
    const INNER: [&str; 10] = [
        "corp",
        "home.arpa",
        "internal",
        "intra",
        "intranet",
        "lan",
        "local",
        "localdomain",
        "private",
        "vpn",
    ];
    let (scheme, rest) = target.split_once("://")?;
    if !matches!(scheme.to_lowercase().as_str(), "http" | "https") {
        return None;
    }
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().to_lowercase();
    let below = |domain: &str| {
        host.strip_suffix(domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    if let Ok(address) = host.parse::<std::net::Ipv4Addr>() {
        let is_inner = address.is_private() || address.is_loopback() || address.is_link_local();
        return is_inner.then_some("an address inside a network");
    }
    if !host.contains('.') || INNER.iter().any(|domain| below(domain)) {
        return Some("a host inside a network");
    }
    let is_chat = (below("slack.com") && path.starts_with("/archives"))
        || (below("teams.microsoft.com") && path.starts_with("/l/"))
        || (below("discord.com") && path.starts_with("/channels"))
        || below("chat.google.com")
        || below("mail.google.com");
    if is_chat {
        return Some("a conversation");
    }
    let is_console = below("pagerduty.com") && path.starts_with("/incidents")
        || below("console.aws.amazon.com")
        || below("console.cloud.google.com")
        || below("portal.azure.com")
        || (below("datadoghq.com") && host.starts_with("app."));
    is_console.then_some("a console that needs an account")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_places_are_told_from_open_ones() {
        for target in [
            "http://wiki/queue",
            "https://grafana.corp/d/1",
            "http://10.1.2.3:3000/",
            "https://build.team.internal/7",
            "https://firm.slack.com/archives/C01/p1",
            "https://eu-west-1.console.aws.amazon.com/ec2",
            "https://firm.pagerduty.com/incidents/Q1",
        ] {
            assert!(inner_place(target).is_some(), "{target}");
        }
        for target in [
            "https://slack.com/blog/outage",
            "https://www.pagerduty.com/resources",
            "https://internal.example.org/",
            "https://locals.com/",
            "https://93.184.216.34/",
            "mailto:dpo@firm.example",
            "../wiki/queue.md",
            "ftp://wiki/queue",
        ] {
            assert!(inner_place(target).is_none(), "{target}");
        }
    }
}
