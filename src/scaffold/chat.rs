//! A timeline out of what a chat or a pager exported: CSV, JSON or plain lines.
//!
//! Only times and words are taken. Who wrote a line is left behind: a timeline tells what was seen
//! and done, by role, and the author adds the roles.

use serde_json::Value;

use crate::scaffold::report::StarterMoment;

/// Reads an export. The first character decides: `[` or `{` is JSON; a first line with a column
/// called time, date or timestamp is CSV; anything else is a line for each moment.
///
/// Returns what is wrong where nothing can be made of it.
pub(crate) fn moments(text: &str) -> Result<Vec<StarterMoment>, String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let moments = match text.chars().next() {
        None => return Err("it is empty".into()),
        Some('[' | '{') if serde_json::from_str::<Value>(text).is_ok() => from_json(text)?,
        Some(_) if is_csv(text) => from_csv(text)?,
        Some(_) => from_lines(text),
    };
    if moments.is_empty() {
        return Err("no entry in it has a time and a text; lines such as `12:19 alert fires` are read, CSV with the columns `time` and `text`, and JSON lists of objects with such keys".into());
    }
    Ok(moments)
}

const TIME_KEYS: [&str; 7] = [
    "time",
    "timestamp",
    "ts",
    "date",
    "at",
    "datetime",
    "created_at",
];
const TEXT_KEYS: [&str; 8] = [
    "text",
    "event",
    "message",
    "what",
    "description",
    "body",
    "content",
    "summary",
];

fn from_json(text: &str) -> Result<Vec<StarterMoment>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let list = match &value {
        Value::Array(list) => list,
        Value::Object(map) => map
            .values()
            .find_map(Value::as_array)
            .ok_or("its JSON holds no list")?,
        _ => return Err("its JSON holds no list".into()),
    };
    let mut moments: Vec<StarterMoment> = list
        .iter()
        .filter_map(|entry| {
            let find = |keys: &[&str]| keys.iter().find_map(|key| entry.get(*key)).and_then(plain);
            Some(StarterMoment {
                time: readable(&find(&TIME_KEYS)?),
                event: without_author(&find(&TEXT_KEYS)?),
            })
        })
        .collect();
    moments.sort_by(|a, b| a.time.cmp(&b.time));
    Ok(moments)
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn is_csv(text: &str) -> bool {
    let header = text.lines().next().unwrap_or_default().to_lowercase();
    let names: Vec<&str> = header
        .split(',')
        .map(|name| name.trim().trim_matches('"'))
        .collect();
    names.len() > 1 && TIME_KEYS.iter().any(|key| names.contains(key))
}

fn from_csv(text: &str) -> Result<Vec<StarterMoment>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let headers: Vec<String> = reader
        .headers()
        .map_err(|error| error.to_string())?
        .iter()
        .map(str::to_lowercase)
        .collect();
    let column = |keys: &[&str]| {
        keys.iter()
            .find_map(|key| headers.iter().position(|header| header == key))
    };
    let time = column(&TIME_KEYS).ok_or("it has no column for the time")?;
    let event =
        column(&TEXT_KEYS).ok_or("it has no column for the text; call it `text` or `event`")?;
    reader
        .records()
        .filter_map(|record| match record {
            Ok(record) => {
                let (time, event) = (record.get(time)?, record.get(event)?);
                (!event.is_empty()).then(|| {
                    Ok(StarterMoment {
                        time: readable(time),
                        event: without_author(event),
                    })
                })
            }
            Err(error) => Some(Err(error.to_string())),
        })
        .collect()
}

/// Reads lines such as `[12:19] name: text`, `12:19 text` or `2025-03-31T12:19:00Z text`.
fn from_lines(text: &str) -> Vec<StarterMoment> {
    let mut moments: Vec<StarterMoment> = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches(['-', '*', '•']).trim_start();
        match split_time(line) {
            Some((time, rest)) if !rest.is_empty() => {
                moments.push(StarterMoment {
                    time: readable(time),
                    event: without_author(rest),
                });
            }
            _ if line.is_empty() => {}
            _ => {
                if let Some(last) = moments.last_mut() {
                    last.event.push(' ');
                    last.event.push_str(line);
                }
            }
        }
    }
    moments
}

/// Splits a line behind the time that it begins with.
fn split_time(line: &str) -> Option<(&str, &str)> {
    let inner = line.strip_prefix('[').unwrap_or(line);
    let is_time =
        |c: char| c.is_ascii_digit() || matches!(c, ':' | '-' | '.' | 'T' | 'Z' | '+' | ' ' | '/');
    let end = inner.find(|c| !is_time(c)).unwrap_or(inner.len());
    let time = inner[..end].trim_end_matches([' ', '-', ':']).trim();
    let has_clock = time
        .as_bytes()
        .windows(3)
        .any(|it| it[1] == b':' && it[0].is_ascii_digit() && it[2].is_ascii_digit());
    let rest = inner[inner[..end].find(time)? + time.len()..]
        .trim_start_matches([']', ' ', '-', '–', ':', '|']);
    has_clock.then_some((time, rest.trim()))
}

/// Removes the name that a chat puts before a message.
fn without_author(text: &str) -> String {
    let text = text.trim();
    let author = text.split_once(": ").filter(|(name, rest)| {
        let words = name.split_whitespace().count();
        !rest.trim().is_empty()
            && words <= 2
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '.' | '_' | '-' | '@'))
    });
    author.map_or(text, |(_, rest)| rest.trim()).to_owned()
}

/// Writes seconds since 1970 as a time; leaves every other text as it is.
fn readable(time: &str) -> String {
    let seconds = time
        .trim()
        .split('.')
        .next()
        .and_then(|seconds| seconds.parse::<i64>().ok());
    seconds
        .filter(|seconds| *seconds > 100_000_000)
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map_or_else(
            || time.trim().to_owned(),
            |moment| moment.strftime("%Y-%m-%d %H:%MZ").to_string(),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        moments(text)
            .unwrap()
            .into_iter()
            .map(|it| (it.time, it.event))
            .collect()
    }

    #[test]
    fn names_stay_behind_whatever_the_format() {
        let expected = vec![("12:19".to_owned(), "the alert fires".to_owned())];
        assert_eq!(read("[12:19] jane.doe: the alert fires\n"), expected);
        assert_eq!(
            read("time,user,text\n12:19,jane,the alert fires\n"),
            expected
        );
        assert_eq!(
            read(r#"[{"time":"12:19","user":"jane","text":"the alert fires"}]"#),
            expected
        );
    }

    #[test]
    fn seconds_since_1970_become_a_time() {
        let text = r#"{"messages":[{"ts":"1743419160.0002","text":"paged"}]}"#;
        assert_eq!(
            read(text),
            [("2025-03-31 11:06Z".to_owned(), "paged".to_owned())]
        );
    }

    #[test]
    fn a_line_without_a_time_goes_on_with_the_one_before() {
        assert_eq!(
            read("12:19 one\ntwo\n12:20 – three"),
            [
                ("12:19".to_owned(), "one two".to_owned()),
                ("12:20".to_owned(), "three".to_owned()),
            ]
        );
    }

    #[test]
    fn nothing_to_read_is_said() {
        assert!(moments("").is_err());
        assert!(moments("hello").unwrap_err().contains("12:19"));
    }
}
