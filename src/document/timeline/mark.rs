//! What a moment was in the course of the incident: its start, its detection, its end.

/// Reads a cell of a column of marks. What is none of the known marks stays as it was written.
pub(super) fn in_cell(words: &str) -> Option<String> {
    let words = words.trim();
    if words.is_empty() {
        return None;
    }
    Some(known(words).map_or_else(|| words.to_lowercase(), str::to_owned))
}

/// Finds a mark in brackets or in bold type, such as `(problem started)` or `**START**`, or in
/// capitals at the beginning, such as `OUTAGE BEGINS`.
pub(super) fn in_text(text: &str) -> Option<String> {
    // A single byte is told sooner than a word, and few texts have any of these.
    let begins = |open: &str| memchr::memchr(open.as_bytes()[0], text.as_bytes()).is_some();
    let pairs = [("(", ")"), ("[", "]"), ("**", "**"), ("{", "}")].into_iter();
    for (open, close) in pairs.filter(|(open, _)| begins(open)) {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once(open) {
            let Some((inner, behind)) = after.split_once(close) else {
                break;
            };
            // `**OUTAGE BEGINS — the search fails**`
            let first = inner.split([':', '—', '–', '.']).next().unwrap_or(inner);
            if let Some(mark) = known(first) {
                return Some(mark.to_owned());
            }
            rest = behind;
        }
    }
    let is_capital = |word: &&str| word.len() > 1 && word.chars().all(char::is_uppercase);
    let capitals: Vec<&str> = text
        .split_whitespace()
        .take_while(is_capital)
        .take(3)
        .collect();
    (2..=capitals.len())
        .find_map(|count| known(&capitals[..count].join(" ")))
        .map(str::to_owned)
}

fn known(words: &str) -> Option<&'static str> {
    const LONGEST: usize = 32;
    let words = words.trim_matches(|c: char| !c.is_alphanumeric());
    if words.is_empty() || words.len() > LONGEST {
        return None;
    }
    let lower = words.to_lowercase();
    let bare = [
        "the ",
        "incident ",
        "impact ",
        "outage ",
        "problem ",
        "issue ",
        "first ",
    ]
    .iter()
    .fold(&*lower, |words, prefix| {
        words.strip_prefix(prefix).unwrap_or(words)
    });
    let mark = match bare {
        "start" | "starts" | "started" | "begin" | "begins" | "began" => "start",
        "detection" | "detected" | "noticed" | "discovered" | "discovery" => "detection",
        "declared" | "declaration" => "declared",
        "escalation" | "escalated" => "escalation",
        "mitigation" | "mitigated" | "mitigates" => "mitigation",
        "end" | "ends" | "ended" | "resolved" | "resolution" | "repaired" | "recovered"
        | "over" => "end",
        "lead-up" | "lead up" | "leadup" => "lead-up",
        _ => return None,
    };
    Some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_known_whatever_its_form_and_other_words_are_none() {
        for (text, mark) in [
            ("Pipeline runs. (problem started)", Some("start")),
            ("**START** The disk is full", Some("start")),
            ("[Detected] by an alert", Some("detection")),
            ("Reattached (by hand) (resolved).", Some("end")),
            ("OUTAGE BEGINS DNS fails", Some("start")),
            ("**OUTAGE BEGINS — search fails**", Some("start")),
            ("**INCIDENT ENDS**, all is well", Some("end")),
            ("The **outage begins** now", Some("start")),
            ("Started (again) at last", None),
            ("We **started** the job", Some("start")),
        ] {
            assert_eq!(in_text(text).as_deref(), mark, "{text}");
        }
        assert_eq!(in_cell("Incident end").as_deref(), Some("end"));
        assert_eq!(in_cell("Triage").as_deref(), Some("triage"));
        assert_eq!(in_cell(" "), None);
    }
}
