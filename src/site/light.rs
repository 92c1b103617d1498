//! Scripts and styles as they are served: without comments and indentation, which are for those who
//! read the source.
//!
//! This is no minifier: it takes whole lines and the spaces before them, and so cannot change what
//! a line does. It holds for the built-in files alone, which have no text that runs over lines; a
//! project's own file is served as it is.

/// Returns a built-in script or style as it is served.
pub(super) fn lightened(path: &str, bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    match path.rsplit_once('.')?.1 {
        "js" => Some(lines(text, |line| line.starts_with("//"))),
        "css" => {
            let mut is_inside = false;
            Some(lines(text, |line| {
                let is_comment = is_inside || line.starts_with("/*");
                is_inside = is_comment && !line.contains("*/");
                is_comment && (is_inside || line.ends_with("*/"))
            }))
        }
        _ => None,
    }
}

/// Returns the lines that are not left out, without the spaces around them.
fn lines(text: &str, mut is_left_out: impl FnMut(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim) {
        if !line.is_empty() && !is_left_out(line) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::theme::built_in;

    #[test]
    fn comments_and_indentation_go_and_code_stays() {
        let script =
            "// Why.\nconst a = () => {\n  // Because.\n  return \"// no comment\"; // end\n};\n";
        assert_eq!(
            lightened("a.js", script.as_bytes()).unwrap(),
            "const a = () => {\nreturn \"// no comment\"; // end\n};\n"
        );
        let style =
            "/* Why,\n   and why not. */\n.a {\n  color: red; /* kept */\n}\n/* Short. */\n";
        assert_eq!(
            lightened("a.css", style.as_bytes()).unwrap(),
            ".a {\ncolor: red; /* kept */\n}\n"
        );
        assert_eq!(lightened("a.svg", b"<svg/>"), None);
    }

    #[test]
    fn no_text_of_a_built_in_script_runs_over_lines() {
        for (path, bytes) in built_in() {
            let Ok(text) = std::str::from_utf8(bytes) else {
                continue;
            };
            for line in text.lines().filter(|_| path.ends_with(".js")) {
                let ticks = line.matches('`').count();
                let is_comment = line.trim_start().starts_with("//");
                assert!(is_comment || ticks % 2 == 0, "{path}: {line}");
            }
        }
    }
}
