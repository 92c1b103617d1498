use super::*;

fn tree(text: &str) -> Node {
    let parsed = parse(text, 0, Limits::FRONT_MATTER);
    assert_eq!(parsed.problems, [], "{text}");
    parsed.tree.expect("a tree")
}

fn only_problem(text: &str) -> (String, String) {
    let parsed = parse(text, 0, Limits::FRONT_MATTER);
    assert_eq!(parsed.problems.len(), 1, "{:?}", parsed.problems);
    let problem = &parsed.problems[0];
    (
        text[problem.span.start..problem.span.end].to_owned(),
        problem.message.clone(),
    )
}

#[test]
fn the_third_item_of_a_list_inside_a_map_knows_its_place() {
    let text = "a:\n  b: [one, two, \"thrée\", four]\n  c: 1\n";
    let node = tree(text);
    let third = &node.at("a.b").unwrap().items()[2];
    assert_eq!(&text[third.span.start..third.span.end], "\"thrée\"");
    assert_eq!(third.text(), Some("thrée"));
}

#[test]
fn spans_count_from_the_start_of_the_file() {
    let parsed = parse("a: b\n", 4, Limits::FRONT_MATTER);
    assert_eq!(parsed.tree.unwrap().get("a").unwrap().span, Span::new(7, 8));
}

#[test]
fn values_are_what_serde_yaml_reads() {
    for text in [
        "a: 1\nb: 1.5\nc: true\nd: no\ne: 2025-01-01\nf: 12:30\ng: 017\nh: 1_000\ni: ~\nj:\nk: ''\n",
        "a:\n- 1\n- {b: c, d: [e, f]}\n- null\n",
        "a: |\n  two\n  lines\nb: >\n  folded\n  text\nc: plain\n  goes on\n",
        "a: 0x1F\nb: 1e3\nc: .inf\nd: -7\ne: +3\nf: True\ng: NULL\nh: \"5\"\n",
        "a: one\r\nb:\r\n  - two\r\n",
    ] {
        let expected: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
        assert_eq!(tree(text).to_value(), expected, "{text}");
    }
}

#[test]
fn a_duplicate_key_keeps_the_first_value_and_is_named() {
    let parsed = parse("a: 1\nb: 2\na: 3\n", 0, Limits::FRONT_MATTER);
    assert_eq!(parsed.tree.unwrap().get("a").unwrap().text(), Some("1"));
    assert_eq!(parsed.problems[0].message, "the key `a` is written twice");
}

#[test]
fn syntax_errors_point_at_what_to_change() {
    assert_eq!(
        only_problem("title: Outage: API down\n").0,
        "Outage: API down"
    );
    assert_eq!(only_problem("a:\n\tb: 1\n").0, "\t");
    assert_eq!(
        only_problem("owner: @alice\n"),
        ("@".into(), "a value cannot begin with `@`".into())
    );
}

#[test]
fn aliases_anchors_and_tags_are_refused() {
    for text in ["a: &x 1\n", "a: *x\n", "a: !!python/object x\n"] {
        let parsed = parse(text, 0, Limits::FRONT_MATTER);
        assert_eq!(parsed.problems.len(), 1, "{text}");
    }
}

#[test]
fn deep_nesting_ends_in_a_message() {
    let text = format!("a: {}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(!parse(&text, 0, Limits::FRONT_MATTER).problems.is_empty());
}

#[test]
fn every_fault_of_a_typed_file_is_found_in_one_go() {
    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Shape {
        title: String,
        #[serde(default)]
        count: u32,
        #[serde(default)]
        inner: Option<Inner>,
    }
    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Inner {
        name: Option<String>,
    }
    let text = "titel: x\ntitle: y\ncount: many\ninner: { nam: z }\n";
    let problems = read::<Shape>(&tree(text)).unwrap_err();
    let places: Vec<_> = problems
        .iter()
        .map(|it| &text[it.span.start..it.span.end])
        .collect();
    assert_eq!(places, ["titel", "many", "nam"]);
    assert_eq!(problems[0].help.as_deref(), Some("did you mean `title`?"));
}
