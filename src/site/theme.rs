//! The theme: templates, styles, scripts and words, built in and overridden file by file.
//!
//! A file of a project's `theme/` takes the place of the built-in one with the same path. A
//! template that takes another's place may still extend it, as `built-in/<name>`, and so change one
//! block of it. Tera is met in this module alone, and content never reaches it as a template.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, anyhow, bail};
use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::{ErrorKind, Tera};

use crate::digest;
use crate::document::did_you_mean;
use crate::site::light;
use crate::site::url::{self};
use crate::site::words::Words;

static BUILT_IN: Dir = include_dir!("$CARGO_MANIFEST_DIR/theme");

/// Where the built-in templates stay reachable when another takes their place.
const BUILT_IN_PREFIX: &str = "built-in/";

/// The folder of a project's own templates, which no built-in one refers to.
const OWN: &str = "own/";

/// The style sheet of a project that only adds to the built-in one.
const OWN_STYLE: &str = "styles/own.css";

/// A loaded theme.
#[derive(Debug)]
pub(crate) struct Theme {
    tera: Tera,
    /// By language, such as `en`.
    words: BTreeMap<String, Words>,
    /// The styles, scripts and images, by their path below `theme/`.
    files: BTreeMap<String, Cow<'static, [u8]>>,
    /// Of the files of the project, with their paths.
    own_files: blake3::Hash,
}

impl Theme {
    /// Loads the built-in theme with the files that a project puts in their place, by path.
    ///
    /// # Errors
    ///
    /// A template that cannot be read, a template or a text that nothing asks for.
    pub(crate) fn load(overrides: &[(String, Vec<u8>)]) -> Result<Theme> {
        let mut templates: Vec<(String, Cow<str>)> = Vec::new();
        let mut words: BTreeMap<String, Words> = BTreeMap::new();
        let mut files: BTreeMap<String, Cow<'static, [u8]>> = BTreeMap::new();
        let english = Words::parse(built_in_text("words.en.yml"))
            .map_err(|why| anyhow!("the built-in words cannot be read: {why}"))?;
        for (path, bytes) in built_in() {
            match Kind::of(path) {
                Kind::Template(name) => {
                    let text = std::str::from_utf8(bytes).context("built-in templates are text")?;
                    templates.push((format!("{BUILT_IN_PREFIX}{name}"), text.into()));
                }
                Kind::Words(language) => {
                    let text = std::str::from_utf8(bytes).context("built-in words are text")?;
                    let changed = english
                        .changed(text)
                        .map_err(|why| anyhow!("the built-in {path} cannot be read: {why}"))?;
                    words.insert(language.to_owned(), changed);
                }
                Kind::File => {
                    let lighter = light::lightened(path, bytes).map(String::into_bytes);
                    files.insert(path.to_owned(), lighter.map_or(bytes.into(), Cow::from));
                }
            }
        }
        let known: BTreeSet<String> = templates
            .iter()
            .filter_map(|(name, _)| Some(name.strip_prefix(BUILT_IN_PREFIX)?.to_owned()))
            .collect();
        for (path, bytes) in overrides {
            match Kind::of(path) {
                Kind::Template(name) => {
                    ensure_known(path, name, &known)?;
                    templates.push((name.to_owned(), text_of(path, bytes)?.into()));
                }
                Kind::Words(language) => {
                    let base = words.get(language).unwrap_or(&english);
                    let changed = base.changed(text_of(path, bytes)?).map_err(|why| {
                        anyhow!("theme/{path}: {why}\n  the texts that there are stand in the built-in `words.en.yml`")
                    })?;
                    words.insert(language.to_owned(), changed);
                }
                Kind::File => {
                    if url::of_theme(path).is_none() {
                        bail!("theme/{path}: a file of this name cannot be part of a site");
                    }
                    files.insert(path.clone(), bytes.clone().into());
                }
            }
        }
        let own_parts = overrides
            .iter()
            .flat_map(|(path, it)| [path.as_bytes(), it]);
        Ok(Theme {
            tera: read_templates(templates)?,
            words,
            files,
            own_files: digest::of(own_parts),
        })
    }

    /// Returns a digest of the files that the project puts in the place of built-in ones.
    pub(crate) fn own_files(&self) -> blake3::Hash {
        self.own_files
    }

    /// Returns the words of a language, or of English where there is no file for it: `da-DK` reads
    /// `words.da-DK.yml`, `words.da.yml` or `words.en.yml`.
    pub(crate) fn words(&self, language: &str) -> &Words {
        let short = language.split('-').next().unwrap_or(language);
        [language, short, "en"]
            .into_iter()
            .find_map(|name| self.words.get(name))
            .expect("the built-in theme has English words")
    }

    /// Returns the styles, scripts and images, by their path below `theme/`.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_ref()))
    }

    pub(crate) fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(AsRef::as_ref)
    }

    /// Says whether the project adds a style sheet to the built-in one.
    pub(crate) fn has_own_style(&self) -> bool {
        self.files.contains_key(OWN_STYLE)
    }

    /// Renders a template with the fields of a page.
    ///
    /// # Errors
    ///
    /// What a template of the project gets wrong, with its file, line and column.
    pub(crate) fn render(&self, template: &str, page: &impl Serialize) -> Result<String> {
        let context = tera::Context::from_serialize(page)
            .with_context(|| format!("the page for {template} cannot be given to it"))?;
        self.tera
            .render(template, &context)
            .map_err(|error| explained(&error))
    }
}

/// What a file of the theme is, by its path below `theme/`.
enum Kind<'a> {
    Template(&'a str),
    /// With the language it is in.
    Words(&'a str),
    /// To be copied as it is.
    File,
}

impl<'a> Kind<'a> {
    fn of(path: &'a str) -> Kind<'a> {
        if let Some(name) = path.strip_prefix("templates/") {
            return Kind::Template(name);
        }
        match path
            .strip_prefix("words.")
            .and_then(|it| it.strip_suffix(".yml"))
        {
            Some(language) => Kind::Words(language),
            None => Kind::File,
        }
    }
}

/// Returns every built-in file with its path, in order.
pub(super) fn built_in() -> Vec<(&'static str, &'static [u8])> {
    fn collect(dir: &'static Dir<'static>, into: &mut Vec<(&'static str, &'static [u8])>) {
        for file in dir.files() {
            let path = file.path().to_str().expect("built-in names are ASCII");
            into.push((path, file.contents()));
        }
        for dir in dir.dirs() {
            collect(dir, into);
        }
    }
    let mut files = Vec::new();
    collect(&BUILT_IN, &mut files);
    files.sort_unstable();
    files
}

fn built_in_text(path: &str) -> &'static str {
    BUILT_IN
        .get_file(path)
        .and_then(|file| file.contents_utf8())
        .expect("the built-in theme is whole")
}

fn text_of<'a>(path: &str, bytes: &'a [u8]) -> Result<&'a str> {
    std::str::from_utf8(bytes).map_err(|error| {
        anyhow!(
            "theme/{path}: not UTF-8 at byte {}; save the file as UTF-8",
            error.valid_up_to()
        )
    })
}

/// A template that nothing asks for is most likely a misspelt one.
fn ensure_known(path: &str, name: &str, known: &BTreeSet<String>) -> Result<()> {
    if known.contains(name) || name.starts_with(OWN) {
        return Ok(());
    }
    let hint = match did_you_mean(name, known.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `theme/templates/{meant}`?"),
        None => format!("templates of your own go into `theme/templates/{OWN}`"),
    };
    bail!(
        "theme/{path}: there is no built-in template of this name, so nothing would use it\n  {hint}"
    )
}

fn read_templates(templates: Vec<(String, Cow<str>)>) -> Result<Tera> {
    let mut tera = Tera::new();
    // Every template is escaped, whatever its name ends with.
    tera.autoescape_on([""]);
    tera.set_fallback_prefixes([BUILT_IN_PREFIX])
        .expect("no template is loaded yet");
    tera.add_raw_templates(templates)
        .map_err(|error| explained(&error))?;
    Ok(tera)
}

/// Says where in which file a template went wrong, and what to do about it.
fn explained(error: &tera::Error) -> anyhow::Error {
    let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind() else {
        return anyhow!("{error}");
    };
    let name = report.filename();
    let (file, help) = match name.strip_prefix(BUILT_IN_PREFIX) {
        Some(name) => (
            format!("the built-in {name}"),
            "a template of the project that extends it or that it includes lacks something",
        ),
        None => (
            format!("theme/templates/{name}"),
            "mend the file, or delete it to have the built-in one back",
        ),
    };
    let span = report.span();
    let excerpt = error.to_string();
    let excerpt = excerpt
        .lines()
        .filter(|line| line.contains('|'))
        .collect::<Vec<_>>()
        .join("\n");
    anyhow!(
        "{file}:{}:{}: {}\n{excerpt}\n  {help}",
        span.start_line,
        span.start_col + 1,
        report.message(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Nothing {}

    fn load(path: &str, text: &str) -> Result<Theme> {
        Theme::load(&[(path.to_owned(), text.as_bytes().to_vec())])
    }

    #[test]
    fn a_broken_override_names_its_file_line_and_column() {
        let error = load("templates/home.html", "<p>\n{% if %}\n").unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with("theme/templates/home.html:2:"),
            "{message}"
        );
        assert!(message.contains("delete it to have the built-in one back"));
    }

    #[test]
    fn a_field_that_a_page_does_not_have_is_named_with_its_place() {
        let theme = load("templates/home.html", "<p>\n  {{ tilte }}\n").unwrap();
        let message = theme
            .render("home.html", &Nothing {})
            .unwrap_err()
            .to_string();
        assert!(
            message.starts_with("theme/templates/home.html:2:6: "),
            "{message}"
        );
        assert!(message.contains("tilte"), "{message}");
    }

    #[test]
    fn a_template_that_nothing_asks_for_is_refused() {
        let error = load("templates/hom.html", "").unwrap_err().to_string();
        assert!(
            error.contains("did you mean `theme/templates/home.html`?"),
            "{error}"
        );
        assert!(load("templates/own/banner.html", "").is_ok());
    }

    #[test]
    fn a_misspelt_text_is_refused() {
        let error = load("words.en.yml", "nav: { hoem: x }").unwrap_err();
        assert!(error.to_string().contains("did you mean `nav.home`?"));
    }

    #[test]
    fn templates_cannot_reach_the_machine() {
        for call in ["{{ get_env(name=\"HOME\") }}", "{{ now() }}"] {
            let loaded = load("templates/home.html", call);
            let error = loaded.and_then(|theme| theme.render("home.html", &Nothing {}));
            assert!(error.is_err(), "{call}");
        }
    }

    #[test]
    fn no_built_in_template_switches_escaping_off() {
        for (path, bytes) in built_in() {
            if let Kind::Template(_) = Kind::of(path) {
                let text = std::str::from_utf8(bytes).unwrap();
                assert!(!text.contains("safe"), "{path}");
            }
        }
    }
}
