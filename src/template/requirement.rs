//! When a field or section has to be there.

use crate::postmortem::Status;

/// When a field or section has to be there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Requirement {
    #[default]
    Never,
    /// Always, in a draft too.
    Draft,
    /// Once the report is published.
    Published,
    /// Once the report is published, where the condition holds.
    When(Condition),
}

/// A condition on fields of the front matter: `severity in [sev1, sev2] and kind == incident`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    In { field: String, values: Vec<String> },
    NotIn { field: String, values: Vec<String> },
    And(Vec<Condition>),
    Or(Vec<Condition>),
}

impl Requirement {
    /// Reads `never`, `draft`, `published` or a condition; says what is wrong otherwise.
    pub(crate) fn parse(text: &str) -> Result<Requirement, String> {
        match text.trim() {
            "never" => Ok(Requirement::Never),
            "draft" => Ok(Requirement::Draft),
            "published" => Ok(Requirement::Published),
            condition => Condition::parse(condition).map(Requirement::When),
        }
    }

    /// Says whether a report of a status, with these values in its fields, needs it.
    ///
    /// What only a published report needs, a draft needs as well: there the rule is gentler, and
    /// that is for the rule to say ([`Requirement::is_due`]).
    pub(crate) fn applies<'a>(&self, value: impl Fn(&str) -> Option<&'a str> + Copy) -> bool {
        match self {
            Requirement::Never => false,
            Requirement::Draft | Requirement::Published => true,
            Requirement::When(condition) => condition.holds(value),
        }
    }

    /// Says whether what applies is already due at a status.
    pub(crate) fn is_due(&self, status: Status) -> bool {
        match self {
            Requirement::Never => false,
            Requirement::Draft => true,
            Requirement::Published | Requirement::When(_) => status.is_final(),
        }
    }
}

impl Condition {
    /// Reads comparisons joined by `and` and `or`; `and` binds closer.
    pub(crate) fn parse(text: &str) -> Result<Condition, String> {
        let either: Vec<Condition> = split_word(text, "or")
            .into_iter()
            .map(|part| {
                let all: Result<Vec<_>, _> = split_word(part, "and")
                    .into_iter()
                    .map(comparison)
                    .collect();
                all.map(|mut all| {
                    if all.len() == 1 {
                        all.remove(0)
                    } else {
                        Condition::And(all)
                    }
                })
            })
            .collect::<Result<_, String>>()?;
        let mut either = either;
        Ok(if either.len() == 1 {
            either.remove(0)
        } else {
            Condition::Or(either)
        })
    }

    /// Says whether it looks at a field.
    pub(crate) fn asks_for(&self, name: &str) -> bool {
        match self {
            Condition::In { field, .. } | Condition::NotIn { field, .. } => field == name,
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().any(|it| it.asks_for(name))
            }
        }
    }

    /// Says whether it holds for these values. A field that is absent equals nothing.
    pub(crate) fn holds<'a>(&self, value: impl Fn(&str) -> Option<&'a str> + Copy) -> bool {
        let has = |field: &str, values: &[String]| {
            value(field).is_some_and(|value| values.iter().any(|it| it == value))
        };
        match self {
            Condition::In { field, values } => has(field, values),
            Condition::NotIn { field, values } => !has(field, values),
            Condition::And(all) => all.iter().all(|it| it.holds(value)),
            Condition::Or(either) => either.iter().any(|it| it.holds(value)),
        }
    }
}

fn comparison(text: &str) -> Result<Condition, String> {
    let text = text.trim();
    let one = |value: &str| vec![unquoted(value).to_owned()];
    let list = |value: &str| {
        let inner = value
            .trim()
            .strip_prefix('[')
            .and_then(|it| it.strip_suffix(']'));
        inner
            .map(|inner| {
                inner
                    .split(',')
                    .map(|it| unquoted(it).to_owned())
                    .filter(|it| !it.is_empty())
                    .collect::<Vec<_>>()
            })
            .ok_or_else(|| format!("`{}` is not a list such as `[sev1, sev2]`", value.trim()))
    };
    let (field, values, is_in) = if let Some((field, value)) = text.split_once("==") {
        (field, one(value), true)
    } else if let Some((field, value)) = text.split_once("!=") {
        (field, one(value), false)
    } else if let Some((field, values)) = text.split_once(" not in ") {
        (field, list(values)?, false)
    } else if let Some((field, values)) = text.split_once(" in ") {
        (field, list(values)?, true)
    } else {
        return Err(format!(
            "`{text}` is not `never`, `draft`, `published` or a condition such as `severity in [sev1, sev2]`"
        ));
    };
    let field = field.trim();
    if field.is_empty() || field.contains(char::is_whitespace) {
        return Err(format!("`{field}` is not the name of a field"));
    }
    let field = field.to_owned();
    Ok(if is_in {
        Condition::In { field, values }
    } else {
        Condition::NotIn { field, values }
    })
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['"', '\''])
}

/// Splits a text at a word that stands between spaces.
fn split_word<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    text.split(&format!(" {word} ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(condition: &str) -> bool {
        let value = |field: &str| match field {
            "severity" => Some("sev2"),
            "kind" => Some("incident"),
            _ => None,
        };
        Requirement::parse(condition).unwrap().applies(value)
    }

    #[test]
    fn conditions_compare_fields() {
        assert!(holds("severity in [sev1, sev2]"));
        assert!(!holds("severity not in [sev1, sev2]"));
        assert!(holds("kind == incident and severity != sev1"));
        assert!(holds(
            "kind == near-miss or severity == sev2 and kind == incident"
        ));
        assert!(!holds("facilitator == none"));
        assert!(holds("published") && !holds("never"));
    }

    #[test]
    fn nonsense_is_named() {
        assert!(
            Requirement::parse("sometimes")
                .unwrap_err()
                .contains("`sometimes`")
        );
        assert!(Requirement::parse("severity in sev1").is_err());
    }

    #[test]
    fn a_published_requirement_is_not_yet_due_in_a_draft() {
        assert!(!Requirement::Published.is_due(Status::Draft));
        assert!(Requirement::Published.is_due(Status::Published));
        assert!(Requirement::Draft.is_due(Status::Draft));
    }
}
