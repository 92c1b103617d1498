//! Every shape of a timeline, in texts that stand for repositories of many kinds.

use crate::document::Moment;
use crate::document::tests::{document, document_at};

/// A moment on one line: the time, the zone, and what happened.
fn line(moment: &Moment) -> String {
    let time = match (&moment.time, moment.clock) {
        (Some(written), _) => {
            let time = written.time.map(|time| format!(" {}", short(time)));
            let zone = written.zone.as_ref().map(|zone| format!(" {zone}"));
            format!(
                "{}{}{}",
                written.date,
                time.unwrap_or_default(),
                zone.unwrap_or_default()
            )
        }
        (None, Some(clock)) => short(clock),
        (None, None) => format!("?{}", moment.written),
    };
    format!("{time} | {}", moment.text)
}

fn short(time: jiff::civil::Time) -> String {
    let text = time.to_string();
    text.strip_suffix(":00").unwrap_or(&text).to_owned()
}

#[track_caller]
fn expect(text: &str, moments: &[&str]) {
    let document = document(text);
    let found: Vec<String> = document.moments().iter().map(line).collect();
    assert_eq!(found, moments, "in\n{text}");
    for moment in document.moments() {
        let written = moment.time_span.of(text);
        assert!(
            written.contains(moment.written.trim_end_matches(['*', '`'])),
            "{written} has {}",
            moment.written
        );
        assert!(moment.span.contains(moment.time_span));
    }
}

#[test]
fn a_day_above_a_table_is_no_moment_of_its_own() {
    expect(
        "## Timeline\n\nTuesday 2024-02-13, Europe/Copenhagen.\n\n| Time | Event |\n| --- | --- |\n| 17:35 | Dusk |\n",
        &["2024-02-13 17:35 Europe/Copenhagen | Dusk"],
    );
}

#[test]
fn a_table_with_dates_and_times() {
    expect(
        "## Timeline\n\nAll times in UTC.\n\n| Time | Event |\n| :--- | --- |\n| 2021-03-31 12:06 | The `certificate` **expires** |\n| 2021-03-31   12:11 | Reports \\| calls |\n| 2021-04-01 | Nothing |\n| 2021-02-30 10:00 | Slip |\n| 20213-01-16 12:00 | Slip |\n",
        &[
            "2021-03-31 12:06 UTC | The `certificate` **expires**",
            "2021-03-31 12:11 UTC | Reports | calls",
            "2021-04-01 UTC | Nothing",
            "?2021-02-30 10:00 | Slip",
            "?20213-01-16 12:00 | Slip",
        ],
    );
}

#[test]
fn a_table_whose_header_has_the_zone_and_whose_cells_may_have_their_own() {
    expect(
        "## Timeline\n\n| Date and Time in CET | Event |\n|---|---|\n| 2019-12-05 04:00 | a |\n| 2019-12-05 05:00 PST | b |\n| 2019-12-05 09:00 - 11:00 | c |\n",
        &[
            "2019-12-05 04:00 CET | a",
            "2019-12-05 05:00 PST | b",
            "2019-12-05 09:00 CET | c",
        ],
    );
}

#[test]
fn a_table_with_times_takes_its_day_from_what_stands_around_it() {
    let table = "| When | Who | What | Evidence | Phase |\n|---|---|---|---|---|\n| 23:50 | on-call | pages | [graph](g) | Detection |\n| 00:10 | DBA | restarts | | **Incident end** |\n";
    for text in [
        format!("## Timeline\n\nOn 4 March 2021 (times in UTC):\n\n{table}"),
        format!("## Timeline (2021-03-04, UTC)\n\n{table}"),
        format!("# Outage, March 4th, 2021\n\nAll times are UTC.\n\n## Timeline\n\n{table}"),
        format!("---\nstarted: 2021-03-04 23:40\ntimezone: UTC\n---\n## Timeline\n\n{table}"),
        format!("**Date:** 2021-03-04\n\n**Timezone:** UTC\n\n## Timeline (UTC)\n\n{table}"),
        format!("## Incident on 2021-03-04 23:40 - queue\n\n### Timeline - UTC\n\n{table}"),
        format!("## Timeline\n\nAll times in UTC\n\n### Thursday, March 4, 2021\n\n{table}"),
    ] {
        expect(
            &text,
            &[
                "2021-03-04 23:50 UTC | pages · [graph](g)",
                "2021-03-05 00:10 UTC | restarts",
            ],
        );
        let document = document(&text);
        assert_eq!(document.moments()[0].mark.as_deref(), Some("detection"));
        assert_eq!(document.moments()[1].mark.as_deref(), Some("end"));
    }
    let by_name = document_at("pm/2021-03-04-queue.md", &format!("## Timeline\n\n{table}"));
    assert_eq!(line(&by_name.moments()[1]), "2021-03-05 00:10 | restarts");
    let nowhere = document(&format!("## Timeline\n\n{table}"));
    assert_eq!(line(&nowhere.moments()[1]), "00:10 | restarts");
}

#[test]
fn a_table_with_columns_for_date_time_and_zone_or_none_of_these_names() {
    expect(
        "## Timeline\n\n| Date | Time | TZ | Description |\n|--|--|--|--|\n| 3 Mar 2021 | 10:00 | CET | a |\n| | 4:23 PM | CET | b |\n| 4 Mar 2021 | --:-- | | c |\n",
        &[
            "2021-03-03 10:00 CET | a",
            "2021-03-03 16:23 CET | b",
            "2021-03-04 CET | c",
        ],
    );
    expect(
        "## Timeline\n\n| UTC | |\n|--|--|\n| 2021-03-03 10:00 | a |\n\n| Column | Other |\n|--|--|\n| x | 2021-03-03 11:00 |\n\n| Nodes | Count |\n|--|--|\n| a | 2 |\n",
        &["2021-03-03 10:00 UTC | a", "2021-03-03 11:00 UTC | x"],
    );
    expect(
        "## Timeline\n\n| Time (UTC) | Time (CET) | Event |\n|--|--|--|\n| 2021-03-03 10:00 | 11:00 | a |\n",
        &["2021-03-03 10:00 UTC | a"],
    );
    expect(
        "## Timeline\n\n| Day | Event |\n|--|--|\n| 2021-03-03 | a |\n| **2021-03-04** | |\n| Some day | b |\n",
        &["2021-03-03 | a", "?Some day | b"],
    );
}

#[test]
fn bullets_with_every_kind_of_time_and_joint() {
    expect(
        "---\nstarted: 2021-03-04 09:00\n---\n## Timeline (times CET)\n\n- 09:55 plain\n- 10:00 - dash\n- **10:01** bold\n- **10:02**: bold colon\n- **10:03:** colon in bold\n- `10:04` ticks\n- 10:05\ttab\n- 10:06 – en dash\n- *10:07* emphasis\n- [10:08] bracket\n- ~10:09 about\n- 10:10 PM: late\n- 10:11 UTC zone\n- 10:12: colon\n- 10.13 – dot\n- 2021-03-05 10:14 day\n- 2021-03-05T10:15:16Z day\n- 14:?? open\n- --:-- open\n- later, nobody knows when\n- _10:16 all in emphasis_\n- **10:17 partly bold** words\n- [10:18](http://x) link\n",
        &[
            "2021-03-04 09:55 CET | plain",
            "2021-03-04 10:00 CET | dash",
            "2021-03-04 10:01 CET | bold",
            "2021-03-04 10:02 CET | bold colon",
            "2021-03-04 10:03 CET | colon in bold",
            "2021-03-04 10:04 CET | ticks",
            "2021-03-04 10:05 CET | tab",
            "2021-03-04 10:06 CET | en dash",
            "2021-03-04 10:07 CET | emphasis",
            "2021-03-04 10:08 CET | bracket",
            "2021-03-04 10:09 CET | about",
            "2021-03-04 22:10 CET | late",
            "2021-03-04 10:11 UTC | zone",
            "2021-03-04 10:12 CET | colon",
            "2021-03-04 10:13 CET | dot",
            "2021-03-05 10:14 CET | day",
            "2021-03-05 10:15:16 UTC | day",
            "2021-03-05 CET | open",
            "2021-03-05 CET | open",
            "? | later, nobody knows when",
            "2021-03-05 10:16 CET | _all in emphasis_",
            "2021-03-05 10:17 CET | **partly bold** words",
            "2021-03-05 10:18 CET | link",
        ],
    );
}

#[test]
fn bullets_keep_what_is_nested_in_them_and_days_may_stand_over_them() {
    expect(
        "## Timeline\n\n- 2021-03-04\n  - 10:00 UTC a\n    - detail\n  - 10:05 b\n- **Friday, March 5th 2021 (UTC)**\n    1. 11:00 c\n\n       more\n    2. 11:10 d\n- 2021-03-06 nothing new\n",
        &[
            "2021-03-04 10:00 UTC | a\n- detail",
            "2021-03-04 10:05 UTC | b",
            "2021-03-05 11:00 UTC | c\n\nmore",
            "2021-03-05 11:10 UTC | d",
            "2021-03-06 UTC | nothing new",
        ],
    );
}

#[test]
fn labels_before_their_time() {
    let text = "### Incident on 2021-12-17 14:39 - ingress\n\n- **Key events**\n  - First detected: 2021-12-17 14:39\n  - Incident declared 2021-12-17 14:50\n  - Repaired: --:--\n  - Resolved 2021-12-17 15:56 UTC - by restarting\n\n- **Time to repair**: 1h 17m\n\n- **Impact**: some\n";
    expect(
        text,
        &[
            "2021-12-17 14:39 | First detected",
            "2021-12-17 14:50 | Incident declared",
            "2021-12-17 | Repaired",
            "? | Resolved 2021-12-17 15:56 UTC - by restarting",
        ],
    );
    assert_eq!(
        document(text).moments()[0].mark.as_deref(),
        Some("detection")
    );
}

#[test]
fn a_heading_for_each_moment() {
    expect(
        "# 2018-04-18, flood\n\n## Timeline\n\nAll times in CEST\n\n### 2018-04-18 12:35\n\nUpgrade.\n\n### ~13:30-13:45\n\nDrop.\n\n- a\n\n#### Detail\n\nx\n\n### 14:29 - Reported by a user\n\n### 22:52 (maybe earlier?)\n\ny\n\n### 2X:XX (not sure)\n\n### 19. April, 11:00\n\nz\n\n### Aftermath\n\nw\n\n## Lessons\n\n### 10:00 no\n",
        &[
            "2018-04-18 12:35 CEST | Upgrade.",
            "2018-04-18 13:30 CEST | Drop.\n\n- a\n\n#### Detail\n\nx",
            "2018-04-18 14:29 CEST | Reported by a user",
            "2018-04-18 22:52 CEST | (maybe earlier?)\n\ny",
            "2018-04-18 CEST | (not sure)",
            "2018-04-19 11:00 CEST | z",
        ],
    );
}

#[test]
fn headings_with_days_are_moments_or_stand_over_some() {
    expect(
        "## Timeline\n\n### Sep 27 2017\n\nA quiet day.\n\n### Sep 28 2017\n\n#### 10:00 PST\n\na\n\n### Sep 29 2017\n\n- 11:00 b\n- 12:00 c\n\n## Sep 30, 13:00\n\nd\n\n### 13:10\n\ne\n",
        &[
            "2017-09-27 | A quiet day.",
            "2017-09-28 10:00 PST | a",
            "2017-09-29 11:00 PST | b",
            "2017-09-29 12:00 PST | c",
            "2017-09-30 13:00 PST | d",
            "2017-09-30 13:10 PST | e",
        ],
    );
}

#[test]
fn paragraphs_that_begin_with_a_bold_date() {
    expect(
        "## Timeline\n\n**30 July 2012, 02:33 IST.** The line tripped.\n\nMore of it.\n\n```\nlog\n```\n\n**31 July 2012, 13:00 IST.** Again.\n\n**15:10** Back.\n",
        &[
            "2012-07-30 02:33 IST | The line tripped.\n\nMore of it.\n\n```\nlog\n```",
            "2012-07-31 13:00 IST | Again.",
            "2012-07-31 15:10 IST | Back.",
        ],
    );
}

#[test]
fn plain_paragraphs_and_lines_that_begin_with_a_time() {
    expect(
        "## Timeline (2021-03-04, UTC)\n\n10:00 alert fired\non two nodes\n10:05 - paged\\\n**10:10** fixed\n\n10:20: over.\n",
        &[
            "2021-03-04 10:00 UTC | alert fired\non two nodes",
            "2021-03-04 10:05 UTC | paged\\",
            "2021-03-04 10:10 UTC | fixed",
            "2021-03-04 10:20 UTC | over.",
        ],
    );
    expect(
        "## Summary\n\nx\n\n**Timeline:**\n10:00 a\n10:05 b\n\n**Impact:** c\n",
        &["10:00 | a", "10:05 | b"],
    );
}

#[test]
fn a_report_whose_paragraphs_are_dated_is_a_timeline_as_a_whole() {
    expect(
        "---\ntitle: Agents gone\n---\n\n**Update at 2021-06-08 11:20 UTC**\n\nBack.\n\n- all\n\n**2021-06-08 07:37:00**\n\nGone.\n\n**Note:** no\n",
        &[
            "2021-06-08 11:20 UTC | Back.\n\n- all",
            "2021-06-08 07:37 UTC | Gone.\n\n**Note:** no",
        ],
    );
    expect(
        "Before.\n\n**30 July 2012, 02:33 IST.** The line tripped.\n\n**31 July 2012, 13:00 IST.** Again.\n\nWhat we think of it.\n",
        &[
            "2012-07-30 02:33 IST | The line tripped.",
            "2012-07-31 13:00 IST | Again.",
        ],
    );
    expect(
        "* *2020-11-23: A is on it*\n* *2020-11-19: B is back*\n\nText.\n",
        &["2020-11-23 | *A is on it*", "2020-11-19 | *B is back*"],
    );
}

#[test]
fn a_report_that_only_speaks_of_dates_is_no_timeline() {
    for text in [
        "2021-03-04 was a day.\n\n2021-03-05 was another.\n",
        "- a\n- 2021-03-04 b\n- c\n",
        "## Action items\n\n- 2021-03-04: do this\n- 2021-03-05: do that\n",
        "**2021-03-04**: once.\n",
        "10:00 a\n\n11:00 b\n",
    ] {
        expect(text, &[]);
    }
}

#[test]
fn lists_and_tables_without_times_are_no_moments() {
    expect(
        "## Timeline\n\nLinks:\n\n- [overview](x)\n- [nodes](y)\n\n| a | b |\n|--|--|\n| 1 | 2 |\n\n### 10:00 first\n",
        &["10:00 | first"],
    );
}

#[test]
fn a_step_back_over_midnight_is_the_next_day_and_a_short_one_is_not() {
    expect(
        "## Timeline (2021-12-31)\n\n- 23:58 a\n- 00:04 b\n- 00:02 c\n- 14:00 d\n- 9:00 e\n",
        &[
            "2021-12-31 23:58 | a",
            "2022-01-01 00:04 | b",
            "2022-01-01 00:02 | c",
            "2022-01-01 14:00 | d",
            "2022-01-01 09:00 | e",
        ],
    );
}

#[test]
fn a_zone_is_taken_from_the_nearest_place_that_names_one() {
    expect(
        "---\ntimezone: Europe/Copenhagen\n---\n## Timeline\n\n- 2021-03-04 10:00 a\n- 10:05 PST b\n- 10:10 c\n\nAll times below are in UTC.\n\n- 10:15 d\n",
        &[
            "2021-03-04 10:00 Europe/Copenhagen | a",
            "2021-03-04 10:05 PST | b",
            "2021-03-04 10:10 PST | c",
            "2021-03-04 10:15 UTC | d",
        ],
    );
}

#[test]
fn moments_in_quotations_and_callouts_and_with_windows_line_ends() {
    expect(
        "## Timeline\r\n\r\n> [!NOTE]\r\n> All times in UTC\r\n\r\n> - 2021-03-04 10:00 a\r\n> - 10:05 b\r\n",
        &["2021-03-04 10:00 UTC | a", "2021-03-04 10:05 UTC | b"],
    );
}

#[test]
fn two_incidents_in_one_file_each_have_their_day() {
    expect(
        "# Log\n\n## 2021-03-04 queue\n\n### Timeline\n\n- 10:00 a\n\n## 2021-02-01 disk\n\n### Timeline\n\n- 11:00 b\n",
        &["2021-03-04 10:00 | a", "2021-02-01 11:00 | b"],
    );
}

#[test]
fn a_log_under_another_heading_is_read_where_every_entry_has_day_and_time() {
    expect(
        "- **Key events**\n  - Resolved: March 3, 2023 10:12 AM (UTC)\n\n- **Context**:\n  - 2023-03-03 08:15: a\n  - 2023-03-03 09.26 b\n  - 2023-03-03 09:31 - c\n\n- **Impact**:\n  - 2023-03-03 09:00 - 10:00 all\n  - 2023-03-03 10:00 - 11:00 some\n\n- **Resolution**:\n  - 2023-03-03 11:00 x\n  - y\n",
        &[
            "2023-03-03 10:12 UTC | Resolved",
            "2023-03-03 08:15 | a",
            "2023-03-03 09:26 | b",
            "2023-03-03 09:31 | c",
        ],
    );
}

#[test]
fn a_day_as_a_row_of_its_own_and_a_zone_in_a_box() {
    expect(
        "# Incident timeline\n\n<aside>\nAll timestamps in UTC\n\n</aside>\n\n| Date / Time | Event |\n|--|--|\n| 2023-03-03 | |\n| 09:36:09 | a |\n| … | … |\n| **10:12** | b |\n",
        &[
            "2023-03-03 09:36:09 UTC | a",
            "?… | …",
            "2023-03-03 10:12 UTC | b",
        ],
    );
}

#[test]
fn the_only_day_that_the_text_speaks_of_is_the_day_of_its_times() {
    let timeline = "### Timeline (all times West African Time)\n\n- 9:03 AM: a\n- 9:05 AM: b\n";
    expect(
        &format!("# Report\n\nThe outage of January 21, 2024.\n\n{timeline}"),
        &["2024-01-21 09:03 WAT | a", "2024-01-21 09:05 WAT | b"],
    );
    expect(
        &format!(
            "# Report\n\nThe outage of January 21, 2024.\n\nLast on 2023-01-01.\n\n{timeline}"
        ),
        &["09:03 | a", "09:05 | b"],
    );
}

#[test]
fn a_timeline_in_a_code_block_is_read_only_where_there_is_no_other() {
    expect(
        "## Timeline\n\nAll times are UTC.\n\n```md\n- _11:48_ - a\n- 11:50 b\nwords\n```\n",
        &["11:48 | a", "11:50 | b"],
    );
    expect(
        "## Timeline\n\n- 11:00 a\n\n```\n11:48 b\n```\n",
        &["11:00 | a"],
    );
}

#[test]
fn marks_stand_in_capitals_or_in_brackets() {
    let text = "## Timeline (2015-10-21; *all times UTC*)\n\n- 14:51 News\n- **14:54 OUTAGE BEGINS — search fails**\n- 14:55 (Detection) paged\n- **15:36** INCIDENT ENDS\n";
    expect(
        text,
        &[
            "2015-10-21 14:51 UTC | News",
            "2015-10-21 14:54 UTC | **OUTAGE BEGINS — search fails**",
            "2015-10-21 14:55 UTC | (Detection) paged",
            "2015-10-21 15:36 UTC | INCIDENT ENDS",
        ],
    );
    let marks: Vec<_> = document(text)
        .moments()
        .iter()
        .map(|it| it.mark.clone())
        .collect();
    assert_eq!(
        marks,
        [
            None,
            Some("start".to_owned()),
            Some("detection".to_owned()),
            Some("end".to_owned())
        ]
    );
}
