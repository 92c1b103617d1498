use crate::site::html::tests::elements;
use crate::site::tests::{Sample, prose};

const ELEMENTS: [&str; 52] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "blockquote",
    "br",
    "cite",
    "code",
    "del",
    "details",
    "dfn",
    "div",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
    "bdo",
    "h1",
    "dl",
];

const ATTRIBUTES: [&str; 20] = [
    "alt",
    "aria-label",
    "class",
    "datetime",
    "decoding",
    "dir",
    "height",
    "href",
    "id",
    "loading",
    "open",
    "rel",
    "role",
    "scope",
    "src",
    "start",
    "tabindex",
    "title",
    "width",
    "lang",
];

/// Checks that a text came out as harmless markup, and returns it.
fn harmless(markdown: &str) -> String {
    let html = prose(markdown);
    for element in elements(&html) {
        assert!(
            ELEMENTS.contains(&element.name.as_str()),
            "{markdown}\n{html}"
        );
        for (name, value) in &element.attributes {
            assert!(ATTRIBUTES.contains(&name.as_str()), "{markdown}\n{html}");
            if name == "href" {
                let is_fine = ["https://", "http://", "mailto:", "#", "../"]
                    .iter()
                    .any(|start| value.starts_with(start));
                assert!(is_fine, "{markdown}\n{html}");
            }
            assert!(name != "src", "nothing is shown from elsewhere: {html}");
        }
    }
    html
}

/// Markup that runs a script, leaves the article or calls home in some other tool or browser.
const VECTORS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<script\n>alert(1)</script\n>",
    "text <script>alert(1)</script> text",
    "<img src=x onerror=alert(1)>",
    "text <img src=x onerror=alert(1)> text",
    "<img src=\"javascript:alert(1)\">",
    "<img src='https://evil.example/t.png'>",
    "<img/src=x/onerror=alert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<details ontoggle=alert(1) open>x</details>",
    "<details open ontoggle=\"alert(1)\"><summary onclick=x>y</summary></details>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=\"javascript:alert(1)\"></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<form action=\"https://evil.example\"><input name=q autofocus onfocus=alert(1)></form>",
    "<button formaction=\"javascript:alert(1)\">x</button>",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example\">",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style>body { background: url(https://evil.example) }</style>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<div style='position:fixed;inset:0'>x</div>",
    "<div id=search class=bar onclick=alert(1)>x</div>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"java&#10;script:alert(1)\">x</a>",
    "<a href=\"&#106;avascript:alert(1)\">x</a>",
    "<a href=\"&#x6A;avascript&colon;alert(1)\">x</a>",
    "<a href=\" &#1; javascript:alert(1)\">x</a>",
    "<a href=data:text/html,<script>alert(1)</script>>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href=\"x\" onclick=\"alert(1)\">x</a>",
    "<a href='https://ok.example' onmouseover='alert(1)'>x</a>",
    "<a target=_blank href=https://ok.example>x</a>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6a;ava&#115;cript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\\javascript:alert(1))",
    "[x](&#1;javascript:alert(1))",
    "[x](javascript:alert(1) \"title\")",
    "<javascript:alert(1)>",
    "[x]\n\n[x]: javascript:alert(1)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://evil.example/x)",
    "[x](//evil.example/x)",
    "[x](\\\\evil.example\\x)",
    "[x](/\\evil.example)",
    "[x](../../../../etc/passwd)",
    "[x](%2e%2e/%2e%2e/secret.md)",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/t.png \"t\")",
    "![x\" onerror=\"alert(1)](x.png)",
    "![<script>alert(1)</script>](x.png)",
    "[x](https://ok.example \"t\\\" onclick=\\\"alert(1)\")",
    "```js\" onclick=\"alert(1)\n</code></pre><script>alert(1)</script>\n```",
    "```<script>\nx\n```",
    "## x {#id\" onclick=alert(1)}",
    "## <script>alert(1)</script>",
    "# x <img src=x onerror=alert(1)>",
    "| <script>a</script> |\n| --- |\n| <td onclick=x> |",
    "x[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
    "x[^\"><script>]\n\n[^\"><script>]: y",
    "</article></main></body></html>",
    "</div></div></section><h1>",
    "<textarea>",
    "<title>",
    "<plaintext>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<xmp><script>alert(1)</script></xmp>",
    "<!-- open comment <script>",
    "<!--> <script>alert(1)</script> -->",
    "<!-- a --!> <script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "<!DOCTYPE html>",
    "<b <script>alert(1)</script>0",
    "<b onclick=\"x\">y</b>",
    "<kbd title='\"><script>alert(1)</script>'>x</kbd>",
    "<abbr title=\"&quot;><script>alert(1)</script>\">x</abbr>",
    "<a href=https://a.example><a href=https://b.example>x</a></a>",
    "[<a href=https://a.example>x</a>](https://b.example)",
    "<a href=https://a.example>[x](https://b.example)[^1]</a>\n\n[^1]: y",
    "*<b>x*</b>",
    "<b>\n\nx\n\n</b>",
    "- <details>\n- <summary>x</summary>\n\n</details>",
    "> <details>\n\nx\n\n</details>",
    "<details><summary>a<details><summary>b</details>",
    "<summary>alone</summary>",
    "a <details> b </details> c",
    "<p><p><p>x</p></p>",
    "{{ 7 * 7 }} {% include \"x\" %} {{< shortcode >}} {{#include /etc/passwd}}",
    "\u{0}<script>alert(1)</script>",
    "<scr\u{0}ipt>alert(1)</script>",
    "<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>",
];

#[test]
fn hostile_markup_comes_out_harmless() {
    assert!(VECTORS.len() >= 100);
    for vector in VECTORS {
        harmless(vector);
        harmless(&format!("- item\n\n  > {vector}\n\nafter"));
        harmless(&format!("Before {vector} after"));
    }
}

#[test]
fn what_is_not_kept_is_shown_as_it_is_written() {
    assert_eq!(
        harmless("<script>alert(1)</script>"),
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
    );
    assert_eq!(
        harmless("Run <ip address> first"),
        "<p>Run &lt;ip address&gt; first</p>\n"
    );
    assert!(harmless("{{ 7 * 7 }}").contains("{{ 7 * 7 }}"));
}

#[test]
fn a_few_elements_are_kept_and_always_closed() {
    assert_eq!(
        harmless("H<sub>2</sub>O<br>x <kbd title=\"Control\" onclick=x>Ctrl"),
        "<p>H<sub>2</sub>O<br>x <kbd title=\"Control\">Ctrl</kbd></p>\n"
    );
    assert_eq!(
        harmless("<details open>\n<summary>Log</summary>\n\n**x**\n\n</details>"),
        "<details open>\n<summary>Log</summary>\n\n<p><strong>x</strong></p>\n</details>\n"
    );
}

#[test]
fn comments_are_dropped() {
    let html = harmless("a <!-- ask Alice --> b\n\n<!-- TODO remove the name -->\n\nc");
    assert!(!html.contains("Alice") && !html.contains("TODO"));
    assert!(html.contains("<p>c</p>"));
}

#[test]
fn links_out_are_marked_and_images_from_elsewhere_are_links() {
    assert_eq!(
        harmless("[x](https://ok.example/a?b&c)"),
        "<p><a href=\"https://ok.example/a?b&amp;c\" rel=\"noopener noreferrer\">x</a></p>\n"
    );
    assert_eq!(
        harmless("![a graph](https://ok.example/g.png)"),
        "<p><a href=\"https://ok.example/g.png\" rel=\"noopener noreferrer\">Image: a graph</a></p>\n"
    );
    assert!(harmless("<team@x.example>").contains("href=\"mailto:team@x.example\""));
}

#[test]
fn a_link_to_what_is_not_on_the_site_is_only_its_words() {
    for link in [
        "[x](secret.md)",
        "[x](#nowhere)",
        "[x](runbook.sh)",
        "[x](/a)",
    ] {
        assert_eq!(harmless(link), "<p>x</p>\n");
    }
}

#[test]
fn headings_begin_below_the_title_and_have_an_address() {
    let html = harmless("# Words\n\ntext\n\n# One\n\n### Deep\n\n# One\n\n[to](#one-1)");
    assert!(
        html.contains("<h2 id=\"one\">One <a class=\"permalink\" href=\"#one\""),
        "{html}"
    );
    assert!(html.contains("<h4 id=\"deep\">"));
    assert!(html.contains("<h2 id=\"one-2\">"));
}

#[test]
fn tables_scroll_in_a_region_that_a_keyboard_reaches() {
    let html = harmless("## Times\n\n| a | b |\n| :-- | --: |\n| 1 | 2 |\n");
    assert!(html.contains(
        "<div class=\"wide\" role=\"group\" tabindex=\"0\" aria-label=\"Table 1 Times\">"
    ));
    assert!(html.contains("<th scope=\"col\">a</th><th scope=\"col\" class=\"end\">b</th>"));
    assert!(html.contains("<td>1</td><td class=\"end\">2</td>"));
}

#[test]
fn callouts_tasks_code_and_footnotes_are_marked_up() {
    let html = harmless(
        "> [!NOTE]\n> Look.\n\n- [x] done\n- [ ] open\n\n```yaml\na: <b>\n```\n\nx[^a] y[^a]\n\n[^a]: z\n",
    );
    for part in [
        "<div class=\"callout note\" role=\"note\"><p class=\"callout-title\">Note</p>",
        "<span class=\"task done\" role=\"img\" aria-label=\"done\"></span> done",
        "<pre tabindex=\"0\"><code class=\"language-yaml\"><span class=\"name\">a</span>: &lt;b&gt;\n</code></pre>",
        "<sup><a href=\"#_note-1\" id=\"_note-1-2\" aria-label=\"Note 1\">1</a></sup>",
        "<li id=\"_note-1\"><p>z</p>",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
}

#[test]
fn very_deep_nesting_keeps_its_words() {
    let html = harmless(&format!("{}deep", "> ".repeat(500)));
    assert!(html.contains("deep"));
}

#[test]
fn a_report_links_to_another_and_to_its_sections() {
    let sample = Sample::of(&[
        (
            "r/a.md",
            "---\ntitle: A\n---\n## One\n\n[b](../r/b.md) [c](b.md#two) [h](hidden.md)\n",
        ),
        ("r/b.md", "---\ntitle: B\n---\n## Two\n\nx\n"),
    ]);
    let page = sample.page("postmortems/r-a/");
    assert!(
        page.contains("<a href=\"../../postmortems/r-b/index.html\">b</a>"),
        "{page}"
    );
    assert!(page.contains(" h</p>"));
}

/// Returns the body of a report in a knowledge base with two factors.
fn with_factors(text: &str) -> String {
    let factors = "\
- { id: memory-leak, title: Memory ran out, aliases: [memory leak, leaking memory] }
- { id: alert-missing, title: Nobody was told, aliases: [no alert, undetected] }
";
    let sample = Sample::with(factors, "", &[("postmortems/a.md", text)]);
    let page = sample.page("postmortems/a/");
    let (_, body) = page.split_once("<div class=\"prose\">\n").unwrap();
    body.split_once("<section").unwrap().0.to_owned()
}

/// Returns the words that lead to factors, and the file names of their pages.
fn factor_links(html: &str) -> Vec<(String, String)> {
    let links = html.split("<a class=\"factor\" href=\"").skip(1);
    links
        .map(|link| {
            let (href, rest) = link.split_once("\">").unwrap();
            let (words, _) = rest.split_once("</a>").unwrap();
            let page = href.trim_end_matches("/index.html").rsplit('/').next();
            (words.to_owned(), page.unwrap_or_default().to_owned())
        })
        .collect()
}

fn owned(links: &[(&str, &str)]) -> Vec<(String, String)> {
    let links = links.iter();
    links
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect()
}

#[test]
fn the_first_mention_of_a_factor_in_each_section_leads_to_it_and_no_other_one_does() {
    let html = with_factors(
        "## Summary\n\nA memory leak \\* & then a Memory Leak; *leaking memory*.\n\n- 12:06 undetected\n\n### Part\n\nno alert\n\n## After\n\nIt was **leaking memory** again.\n",
    );
    assert_eq!(
        factor_links(&html),
        owned(&[
            ("memory leak", "memory-leak"),
            ("undetected", "alert-missing"),
            ("leaking memory", "memory-leak"),
        ])
    );
}

#[test]
fn what_is_code_a_heading_a_link_or_a_quotation_leads_to_no_factor() {
    let html = with_factors(
        "## A memory leak\n\n`memory leak` [memory leak](https://example.org) <a href=\"https://example.org\">a memory leak</a> ![memory leak](https://example.org/x.png)\n\n> a memory leak\n\n```\nmemory leak\n```\n\n**Memory leak:** none\n\nThere was no memory leak.\n",
    );
    assert_eq!(factor_links(&html), []);
    let html = with_factors("A [memory leak](b.md) here, a memory leak there.\n");
    assert_eq!(
        factor_links(&html),
        owned(&[("memory leak", "memory-leak")])
    );
}

#[test]
fn where_a_section_marks_a_factor_the_first_mark_is_the_link() {
    let html = with_factors(
        "## Contributing factors\n\n- A memory leak. {factor:memory-leak}\n- Again. {factor:memory-leak}\n\n## Lessons\n\nA memory leak.\n",
    );
    assert_eq!(
        factor_links(&html),
        owned(&[
            ("Memory ran out", "memory-leak"),
            ("memory leak", "memory-leak")
        ])
    );
    assert!(html.contains("Again. Memory ran out"), "{html}");
}

#[test]
fn links_to_factors_are_the_words_that_stood_there_whatever_stands_around_them() {
    for text in [
        "&lt; memory leak &amp; <b>memory leak",
        "\\* memory leak \\*",
        "\u{0} memory leak",
        "æ memory leak — æ",
        "| a | b |\n|---|---|\n| 12:06 | memory leak |",
        "- [ ] memory leak",
        "* 2024-05-01 12:06 memory leak\\_x",
    ] {
        let html = with_factors(&format!("## Timeline\n\n{text}\n"));
        assert_eq!(
            factor_links(&html),
            owned(&[("memory leak", "memory-leak")]),
            "{text}: {html}"
        );
    }
}
