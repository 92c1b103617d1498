//! How often each rule speaks up, without a word of the reports.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::diagnostic::{Level, Report, count};

/// Writes a line for each rule and level that there are findings of, most first.
pub(crate) fn statistics(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut rows: BTreeMap<(&str, Level), Row> = BTreeMap::new();
    for found in report.diagnostics.chunk_by(|a, b| a.path == b.path) {
        let file = &*found[0].path;
        for it in found {
            let row = rows.entry((it.rule, it.level)).or_default();
            row.findings += 1;
            row.files += usize::from(row.last_file != Some(file));
            row.last_file = Some(file);
        }
    }
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_key(|((rule, level), row)| (Reverse(row.findings), *rule, Reverse(*level)));
    let most = rows.first().map_or(0, |(_, row)| row.findings);
    let number = most.to_string().len();
    let name = rows.iter().map(|((rule, _), _)| rule.len()).max();
    let name = name.unwrap_or_default();
    for ((rule, level), row) in rows {
        let (findings, level) = (row.findings, level.name());
        let files = count(row.files, "file");
        writeln!(
            out,
            "{findings:number$}  {level:7}  {rule:name$}  in {files}"
        )?;
    }
    Ok(())
}

#[derive(Default)]
struct Row<'a> {
    findings: usize,
    files: usize,
    last_file: Option<&'a str>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::testing::{diagnostic, shown};

    #[test]
    fn what_is_most_comes_first_and_no_word_of_a_report_is_shown() {
        let text = "one two three";
        let broken = diagnostic(text, "one", "there is no file `one`");
        let mut elsewhere = broken.clone();
        elsewhere.path = "postmortems/b.md".into();
        let mut hint = broken.clone();
        hint.rule = "structure/summary-length";
        hint.level = Level::Hint;
        let all = [broken.clone(), broken, hint, elsewhere];
        assert_eq!(
            shown(statistics, text, &all),
            "\
3  error    link/broken               in 2 files
1  hint     structure/summary-length  in 1 file
"
        );
    }
}
