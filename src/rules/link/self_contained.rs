//! A place where the answer is somewhere else.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::Level;
use crate::document::{Block, BlockKind, Document, Span};
use crate::rules::{Check, Context, Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "link/self-contained",
    level: Some(Level::Hint),
    draft: None,
    summary: "a chat or a dashboard is all that stands in the place of an answer",
    why: "Threads are deleted, dashboards keep ninety days, and not every reader may open them. What \
          they showed that day is gone when somebody needs it.",
    source: "danluu/post-mortems, issues 105 and 123: links that lead nowhere after a few years",
    question: None,
    always: false,
    bad: "## Detection\n\nSee the Slack thread.\n",
    good: "\
## Detection

A clerk asked why no label had come out for ten minutes (see the Slack thread).
",
    check: Check::Prose(check),
};

/// What such a sentence begins with.
const BEGINNINGS: [&str; 12] = [
    "available",
    "cf",
    "check",
    "details",
    "discussed",
    "documented",
    "for ",
    "look",
    "more",
    "please",
    "refer",
    "see",
];

/// A sentence that sends its reader to a chat or a dashboard and says nothing else.
static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^
          (?:(?:for|more)\ (?:\w+\ ){0,3}(?:details|information|context|info)\ ?[,:]?\ ?)?
          (?:please\ )? (?:see|cf\.?|refer\ to|check|look\ at|available\ (?:in|on|at)|documented\ in|details\ in|discussed\ in)
          (?:\ also)? [\ :]+ (?:\W|\w+\ ){0,3}?
          (?:slack|ms\ teams|microsoft\ teams|discord|mattermost|irc|zulip|whatsapp|telegram|chat|channel|thread|
             grafana|kibana|datadog|splunk|new\ relic|dashboards?|pagerduty|opsgenie|status\ ?page)
          (?:\ (?:thread|channel|chat|logs?|history|conversation|discussion|messages?|dashboard|link|board|here|above|below))*
          [\ .:!\u{fffc}]* $",
    )
    .expect("the pattern is sound")
});

/// Hosts of chats and dashboards.
const HOSTS: [&str; 12] = [
    "slack.com/",
    "teams.microsoft.com/",
    "discord.com/channels",
    "discordapp.com/channels",
    "chat.google.com/",
    "app.datadoghq.",
    "grafana",
    "kibana",
    "splunk",
    "one.newrelic.com",
    "app.signalfx.com",
    "web.telegram.org",
];

fn check(_: &Context, document: &Document, prose: &[Block]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, block) in prose.iter().enumerate() {
        if block.kind == BlockKind::Heading || block.quoted || !is_alone(prose, at) {
            continue;
        }
        let text = block.text.trim();
        let span = block.span(0, block.text.trim_end().len());
        let is_elsewhere = sends_away(text) || is_bare_link(document, text, span);
        if is_elsewhere && !has_image(document, block) {
            let message = "a chat or a dashboard is all that is said here";
            let help = "say in a sentence what is to be seen there, or put a picture of it beside the report";
            found.push(Finding::new(span, message).help(help).key(text));
        }
    }
    found
}

/// Says whether a text sends its reader to a chat or a dashboard. How it begins tells nearly always.
fn sends_away(text: &str) -> bool {
    let begins_with = |word: &&str| {
        let first = text.get(..word.len());
        first.is_some_and(|first| first.eq_ignore_ascii_case(word))
    };
    BEGINNINGS.iter().any(begins_with) && ELSEWHERE.is_match(text)
}

/// Says whether a block is nothing but a link to a chat or a dashboard.
fn is_bare_link(document: &Document, text: &str, span: Span) -> bool {
    let links = &document.body().links;
    let first = links.partition_point(|link| link.span.start < span.start);
    let Some(link) = links.get(first).filter(|link| link.span.end <= span.end) else {
        return false;
    };
    let is_all =
        link.text.trim() == text.trim_end_matches(['.', ':']) || text == Block::CODE.to_string();
    is_all && HOSTS.iter().any(|host| link.target.contains(host))
}

/// Says whether a block is all that stands under its heading.
fn is_alone(prose: &[Block], at: usize) -> bool {
    let is_text = |block: &&Block| block.kind != BlockKind::Heading;
    let before = prose[..at].last().filter(is_text);
    let after = prose.get(at + 1).filter(is_text);
    let same =
        |other: Option<&Block>| other.is_some_and(|other| other.section == prose[at].section);
    !same(before) && !same(after)
}

/// Says whether a picture stands in the same section.
fn has_image(document: &Document, block: &Block) -> bool {
    let Some(section) = block.section.map(|at| &document.body().sections[at]) else {
        return false;
    };
    let content = section.content;
    let mut images = document.body().images.iter();
    images.any(|image| content.contains(image.span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect, findings};

    #[test]
    fn only_where_nothing_else_is_said() {
        expect(
            &RULE,
            "\
## Detection

See the [Slack thread](https://example.slack.com/archives/C1/p2).
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a chat or a dashboard is all that is said here

## Impact

Forty labels.

See the Slack thread.

## Timeline

<https://grafana.example/d/1>
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a chat or a dashboard is all that is said here

## Response

See the dashboard:

![lag](lag.png)
",
        );
    }

    #[test]
    fn an_answer_with_a_pointer_is_an_answer() {
        for text in [
            "See the Slack thread for who did what: the clerk restarted the printer.",
            "Check the thread count of the pool.",
            "We saw it on the dashboard.",
            "See [the runbook](https://wiki.example/runbook).",
        ] {
            assert!(
                findings(&RULE, &format!("## Detection\n\n{text}\n")).is_empty(),
                "{text}"
            );
        }
    }
}
