//! Queries that nobody should be able to do harm with, in the program and in the script.

use super::script::assert_alike;
use super::{HARBOUR, address, archive, index};
use crate::search::Target;

/// What people and machines type, or paste, without meaning a question.
const HOSTILE: [&str; 40] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg/onload=alert(1)>",
    "</title><iframe src=//evil.example>",
    "javascript:alert(1)",
    "{{7*7}} {% raw %} ${1}",
    "%3Cscript%3E",
    "&lt;b&gt; &#60;",
    "\\u003cscript\\u003e",
    "\"",
    "\"\"",
    "'",
    "`",
    "\\",
    "-",
    "--",
    "- - -",
    "!!! ??? ...",
    "()[]{}*+?^$|",
    ":",
    "::: service: is:",
    "service:__proto__",
    "__proto__ constructor toString hasOwnProperty",
    "is:constructor",
    "../../etc/passwd",
    "'; DROP TABLE reports;--",
    "مرحبا بالعالم",
    "שלום \u{202e} abc \u{202c}",
    "障害報告 サービス停止",
    "🔥🔥 🧯 👩\u{200d}👩\u{200d}👧",
    "a\u{0}b\u{1}\u{2}\u{3}\u{4}c",
    "e\u{301}\u{301}\u{301}\u{301}",
    "Ⅻ ﬁ ｆｕｌｌ ½ ⒈",
    "٣٤٥ ৩৪",
    "1e309 NaN -0 0x",
    "\u{feff}\u{200b}\u{ad}word",
    "İ ı ſ ẞ",
    "a.b-c_d.e-f_g.h",
    "queue\tmessages\r\nrestart",
    "\u{d7ff}\u{e000}\u{ffff}\u{10ffff}",
];

#[test]
fn no_query_does_harm() {
    let archive = archive(HARBOUR);
    let index = index(archive);
    let mut queries: Vec<String> = HOSTILE
        .iter()
        .flat_map(|it| {
            let wrapped = [
                format!("\"{it}\""),
                format!("-{it}"),
                format!("service:{it} queue"),
            ];
            [(*it).to_owned()].into_iter().chain(wrapped)
        })
        .collect();
    for piece in [
        "x",
        "-",
        "\"",
        "queue ",
        "é",
        "<",
        "a-",
        "障",
        "service:x ",
        "\"queue\" ",
    ] {
        queries.push(piece.repeat(10_000 / piece.len()));
    }
    assert!(queries.len() >= 100);
    let address = |target: Target| address(archive, target);
    for query in &queries {
        let answer = index.ask(query, 10, &address);
        assert!(answer.total <= index.targets.count() as usize, "{query}");
    }
    assert_alike(&index, &address, &queries);
}
