//! One line for each finding: `path:line:column: level[rule]: message`.

use std::io::{self, Write};

use crate::diagnostic::{Report, plain};

pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for (lines, found) in report.by_file() {
        for it in found {
            let at = lines.position(it.span.start);
            writeln!(
                out,
                "{}:{}:{}: {}[{}]: {}",
                on_one_line(&it.path),
                at.line,
                at.column,
                it.level.name(),
                it.rule,
                on_one_line(&it.message)
            )?;
        }
    }
    Ok(())
}

fn on_one_line(text: &str) -> String {
    plain(text).replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::testing::{diagnostic, shown};

    #[test]
    fn each_finding_is_one_line_whatever_its_message_holds() {
        let text = "title: x\nseverity: høj\n";
        let mut found = diagnostic(text, "høj", "severity `h\nj` is not one of `sev1`");
        found.rule = "front-matter/wrong-type";
        assert_eq!(
            shown(write, text, &[found]),
            "postmortems/a.md:2:11: error[front-matter/wrong-type]: severity `h j` is not one of `sev1`\n"
        );
    }
}
