//! The shapes of secrets.
//!
//! Each has letters that are always there, and a pattern that is tried around them only, so that a
//! report without them costs one pass. In a pattern, the group (if it has one) is the secret.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

/// A shape, ready to be looked for.
pub(super) struct Kind {
    pub(super) words: &'static str,
    /// Some of these letters are always there.
    letters: &'static [&'static str],
    written: &'static str,
    /// The pattern, compiled when its letters are first met. Most are in no report.
    compiled: OnceLock<Regex>,
    /// Whether it may follow its letters. One of this sort has to look random, too: the shape alone is
    /// met in innocent text.
    follows: Option<Follows>,
}

/// The letters of all shapes.
pub(super) struct Anchors {
    automaton: AhoCorasick,
    kinds: Vec<Kind>,
    /// For each of the automaton's patterns: its shapes.
    by_anchor: Vec<Vec<usize>>,
}

pub(super) struct Hit<'a> {
    pub(super) kind: &'a Kind,
    pub(super) at: usize,
}

/// Says at little cost whether a text that begins with the letters of a shape may have it, so that the
/// pattern need not be tried at each `token` and `https://`.
type Follows = fn(&str) -> bool;

/// Words for a kind, the letters that are always there, and the pattern.
type Shape = (&'static str, &'static [&'static str], &'static str);

/// Shapes whose beginning leaves no doubt.
const CERTAIN: &[Shape] = &[
    (
        "an AWS access key",
        &["AKIA", "ASIA"],
        r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    ),
    (
        "a GitHub token",
        &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
        r"\bgh[pousr]_[A-Za-z0-9]{36,255}\b",
    ),
    (
        "a GitHub token",
        &["github_pat_"],
        r"\bgithub_pat_[A-Za-z0-9_]{22,255}\b",
    ),
    (
        "a GitLab token",
        &["glpat-", "gldt-", "glrt-", "glptt-", "glcbt-"],
        r"\bgl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_-]{20,}\b",
    ),
    (
        "a Slack token",
        &["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-"],
        r"\bxox[abeprs]-[A-Za-z0-9-]{10,}\b",
    ),
    (
        "a Slack token",
        &["xapp-"],
        r"\bxapp-\d-[A-Z0-9]+-\d+-[a-z0-9]{20,}\b",
    ),
    (
        "a Slack webhook",
        &["hooks.slack.com/"],
        r"hooks\.slack\.com/(?:services|workflows)/([A-Za-z0-9/_-]{24,})",
    ),
    (
        "a Discord webhook",
        &["/api/webhooks/"],
        r"discord(?:app)?\.com/api/webhooks/(\d{17,20}/[A-Za-z0-9_-]{40,})",
    ),
    (
        "a Stripe key",
        &["sk_live_", "rk_live_", "sk_test_", "rk_test_"],
        r"\b[sr]k_(?:live|test)_[0-9A-Za-z]{16,}\b",
    ),
    (
        "a Stripe webhook secret",
        &["whsec_"],
        r"\bwhsec_[A-Za-z0-9+/]{24,}={0,2}",
    ),
    ("a Google API key", &["AIza"], r"\bAIza[0-9A-Za-z_-]{35}\b"),
    (
        "a Google OAuth secret",
        &["GOCSPX-"],
        r"\bGOCSPX-[A-Za-z0-9_-]{28}\b",
    ),
    (
        "a Google access token",
        &["ya29."],
        r"\bya29\.[A-Za-z0-9_-]{20,}",
    ),
    ("an npm token", &["npm_"], r"\bnpm_[A-Za-z0-9]{36}\b"),
    (
        "a PyPI token",
        &["pypi-AgE"],
        r"\bpypi-AgE[A-Za-z0-9_-]{40,}\b",
    ),
    ("a crates.io token", &["cio"], r"\bcio[A-Za-z0-9]{32}\b"),
    (
        "a RubyGems token",
        &["rubygems_"],
        r"\brubygems_[0-9a-f]{48}\b",
    ),
    (
        "a Docker token",
        &["dckr_pat_", "dckr_oat_"],
        r"\bdckr_[po]at_[A-Za-z0-9_-]{27,}\b",
    ),
    (
        "a SendGrid key",
        &["SG."],
        r"\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}\b",
    ),
    ("a Mailgun key", &["key-"], r"\bkey-[0-9a-f]{32}\b"),
    ("a Mailchimp key", &["-us"], r"\b[0-9a-f]{32}-us\d{1,2}\b"),
    ("a Twilio key", &["SK"], r"\bSK[0-9a-f]{32}\b"),
    (
        "an Anthropic key",
        &["sk-ant-"],
        r"\bsk-ant-[A-Za-z0-9_-]{24,}\b",
    ),
    (
        "an OpenAI key",
        &["sk-proj-", "sk-svcacct-", "T3BlbkFJ"],
        r"\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,}\b",
    ),
    ("a Hugging Face token", &["hf_"], r"\bhf_[A-Za-z0-9]{34,}\b"),
    (
        "a DigitalOcean token",
        &["dop_v1_", "doo_v1_", "dor_v1_"],
        r"\bdo[opr]_v1_[0-9a-f]{64}\b",
    ),
    (
        "a Databricks token",
        &["dapi"],
        r"\bdapi[0-9a-f]{32}(?:-\d)?\b",
    ),
    (
        "a Vault token",
        &["hvs.", "hvb."],
        r"\bhv[sb]\.[A-Za-z0-9_-]{24,}",
    ),
    (
        "a Terraform Cloud token",
        &[".atlasv1."],
        r"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,}",
    ),
    (
        "a Telegram bot token",
        &[":AA"],
        r"\b\d{8,10}:AA[A-Za-z0-9_-]{32,34}\b",
    ),
    (
        "a Shopify token",
        &["shpat_", "shpca_", "shppa_", "shpss_"],
        r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b",
    ),
    (
        "a Grafana token",
        &["glsa_", "glc_"],
        r"\bgl(?:sa|c)_[A-Za-z0-9+/_=-]{32,}",
    ),
    (
        "a New Relic key",
        &["NRAK-", "NRJS-"],
        r"\bNR(?:AK|JS)-[A-Za-z0-9]{19,27}\b",
    ),
    (
        "a PagerDuty key",
        &["pdus+", "pdeu+"],
        r"\bpd(?:us|eu)\+[A-Za-z0-9_+-]{16,}",
    ),
    (
        "a Sentry token",
        &["sntrys_", "sntryu_"],
        r"\bsntry[su]_[A-Za-z0-9+/=_]{40,}",
    ),
    (
        "an Atlassian token",
        &["ATATT3", "ATBB"],
        r"\bAT(?:ATT3|BB)[A-Za-z0-9_=-]{28,}",
    ),
    (
        "a Linear key",
        &["lin_api_"],
        r"\blin_api_[A-Za-z0-9]{32,}\b",
    ),
    (
        "a Doppler token",
        &["dp.pt.", "dp.st."],
        r"\bdp\.[ps]t\.[A-Za-z0-9._-]{36,}",
    ),
    (
        "a Postman key",
        &["PMAK-"],
        r"\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}\b",
    ),
    (
        "a Fly.io token",
        &["FlyV1 ", "fo1_"],
        r"\b(?:FlyV1 fm\d_[A-Za-z0-9+/=_-]{40,}|fo1_[A-Za-z0-9_-]{40,})",
    ),
    (
        "an age key",
        &["AGE-SECRET-KEY-1"],
        r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b",
    ),
    (
        "an Azure account key",
        &["AccountKey=", "SharedAccessKey="],
        r"(?:Account|SharedAccess)Key=([A-Za-z0-9+/]{40,}={0,2})",
    ),
    (
        "an Azure signature",
        &["sig="],
        r"[?&]sig=([A-Za-z0-9%+/]{40,}(?:%3D|=)?)",
    ),
    (
        "a signed web token",
        &["eyJ"],
        r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{16,}",
    ),
    (
        "a private key",
        &["PRIVATE KEY"],
        r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----",
    ),
];

/// Shapes that need a second look: the secret must look random, too.
const LIKELY: &[(Follows, Shape)] = &[
    (
        has_password,
        (
            "an address with a password",
            &["://"],
            r#"\b[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/:@"'`<>]{0,80}:([^\s/@"'`<>]{4,100})@[A-Za-z0-9\[]"#,
        ),
    ),
    (
        is_set,
        (
            "a password or a key",
            &[
                "password",
                "passwd",
                "pwd",
                "secret",
                "token",
                "api_key",
                "apikey",
                "api-key",
                "access_key",
                "access-key",
                "accesskey",
                "private_key",
                "credential",
            ],
            r#"(?i)(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private_key|credential)[A-Za-z0-9_]{0,16}["'`]?\s{0,2}(?::|=|=>|:=)\s{0,2}["'`]?([A-Za-z0-9+/_.!#%&*~^-]{12,200}={0,2})"#,
        ),
    ),
    (
        is_before_token,
        (
            "a password or a key",
            &["Bearer ", "Basic "],
            r"(?i)\b(?:bearer|basic)\s+([A-Za-z0-9+/_.~-]{16,600}={0,2})",
        ),
    ),
    (
        is_set_soon,
        (
            "an AWS secret key",
            &["aws"],
            r#"(?i)aws.{0,30}(?:secret|key).{0,20}[:=]\s?["'`]?([A-Za-z0-9+/]{40})(?:["'`\s]|$)"#,
        ),
    ),
];

/// The most bytes that are looked at after the letters of a shape.
pub(super) const REACH: usize = 700;
/// And before: what precedes the letters of most shapes is short.
pub(super) const LEAD: usize = 60;

pub(super) static ANCHORS: LazyLock<Anchors> = LazyLock::new(|| {
    let certain = CERTAIN.iter().map(|shape| (None, shape));
    let likely = LIKELY.iter();
    let likely = likely.map(|(follows, shape)| (Some(*follows), shape));
    let mut by_anchor: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut kinds = Vec::new();
    for (follows, (words, letters, pattern)) in certain.chain(likely) {
        for anchor in *letters {
            let kinds_of = by_anchor.entry(anchor.to_lowercase()).or_default();
            kinds_of.push(kinds.len());
        }
        kinds.push(Kind {
            words,
            letters,
            written: pattern,
            compiled: OnceLock::new(),
            follows,
        });
    }
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .build(by_anchor.keys())
        .expect("a hundred short patterns fit");
    Anchors {
        automaton,
        kinds,
        by_anchor: by_anchor.into_values().collect(),
    }
});

impl Anchors {
    /// Returns the places where the letters of a shape stand.
    pub(super) fn hits<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Hit<'a>> {
        self.automaton
            .find_overlapping_iter(text)
            .flat_map(move |found| {
                let kinds = &self.by_anchor[found.pattern().as_usize()];
                kinds.iter().map(move |&kind| Hit {
                    kind: &self.kinds[kind],
                    at: found.start(),
                })
            })
    }
}

impl Kind {
    fn pattern(&self) -> &Regex {
        let compile = || Regex::new(self.written).expect("the pattern is sound");
        self.compiled.get_or_init(compile)
    }

    /// Says at little cost whether a text that begins with its letters, in whatever case, may have it.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        match self.follows {
            Some(follows) => follows(text),
            None => self.letters.iter().any(|it| text.starts_with(it)),
        }
    }

    /// Finds the secret in the text around its letters.
    pub(super) fn find(&self, around: &str) -> Option<Range<usize>> {
        let found = self.pattern().captures(around)?;
        let secret = found.get(1).or_else(|| found.get(0))?;
        let fits = self.follows.is_none() || looks_random(secret.as_str());
        fits.then(|| secret.range())
    }
}

/// Says whether a name and a password may follow `://`.
fn has_password(text: &str) -> bool {
    let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '@');
    let address = text.trim_start_matches([':', '/']);
    address
        .find(ends)
        .is_some_and(|end| address[end..].starts_with('@'))
}

/// Says whether something is set to a value.
fn is_set(text: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let is_between = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`');
    let behind_name = text.trim_start_matches(is_of_name);
    let value = behind_name.trim_start_matches(is_between);
    value.starts_with([':', '='])
}

/// Says whether a long word follows the first one.
fn is_before_token(text: &str) -> bool {
    let next = text.split_whitespace().nth(1);
    next.is_some_and(|word| word.len() >= 16)
}

/// Says whether something is set to a value on the rest of the line.
fn is_set_soon(text: &str) -> bool {
    const REACH: usize = "aws".len() + 30 + "secret".len() + 20 + 1;
    let line = text.chars().take_while(|&c| c != '\n').take(REACH);
    line.into_iter().any(|c| matches!(c, ':' | '='))
}

/// Says whether something only stands where a secret would: the sample of a manual, a variable, dots.
pub(super) fn is_placeholder(secret: &str) -> bool {
    const SIGNS: [&str; 17] = [
        "...",
        "****",
        "…",
        "0000000",
        "1234567890",
        "<",
        "[",
        "abcdefgh",
        "changeme",
        "dummy",
        "example",
        "foobar",
        "placeholder",
        "redacted",
        "sample",
        "xxxx",
        "your",
    ];
    let lower = secret.to_lowercase();
    let marks: std::collections::BTreeSet<char> = lower.chars().collect();
    SIGNS.iter().any(|sign| lower.contains(sign)) || (marks.len() < 5 && secret.len() > 8)
}

/// Says whether a text looks like chance: no word, no path, no version, no name of a variable.
fn looks_random(secret: &str) -> bool {
    let is_variable = secret.starts_with(['$', '{', '%', '/', '.']) || secret.contains("${");
    let digits = secret.bytes().filter(u8::is_ascii_digit).count();
    let letters = secret.bytes().filter(u8::is_ascii_alphabetic).count();
    // Words joined by marks, as in `kube-system/default-token-7x2kp`, change from letters to digits
    // seldom; chance does often.
    let kinds: Vec<u8> = secret.bytes().map(sort).collect();
    let changes = kinds
        .windows(2)
        .filter(|pair| pair[0] != pair[1] && pair[0] != MARK && pair[1] != MARK)
        .count();
    !is_variable
        && digits > 0
        && letters > 0
        && changes * 4 >= secret.len()
        && entropy(secret) > 2.7
}

/// What is neither digit nor letter.
const MARK: u8 = 3;

fn sort(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => MARK,
    }
}

/// Returns the bits that each character of a text carries, by how often each one is there.
#[expect(clippy::cast_precision_loss, reason = "a few hundred characters")]
fn entropy(text: &str) -> f64 {
    let mut counts = [0_usize; 256];
    for byte in text.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let length = text.len() as f64;
    let shares = counts.iter().filter(|count| **count > 0);
    shares
        .map(|&count| {
            let share = count as f64 / length;
            -share * share.log2()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::super::secrets;

    /// Returns letters that look like chance and are the same each time.
    fn chance(seed: usize, length: usize, alphabet: &str) -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        let mut state = (seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            alphabet[usize::try_from(state >> 33).unwrap() % alphabet.len()]
        };
        (0..length).map(|_| next()).collect()
    }

    const MIXED: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const HEX: &str = "0123456789abcdef";
    const CAPITAL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// Secrets are made here and never written down, so that no scanner takes this file for a leak.
    fn samples(seed: usize) -> Vec<String> {
        let mixed = |length| chance(seed, length, MIXED);
        let hex = |length| chance(seed, length, HEX);
        let capital = |length| chance(seed, length, CAPITAL);
        let digits = |length| chance(seed, length, "0123456789");
        vec![
            format!("AKIA{}", capital(16)),
            format!("ASIA{}", capital(16)),
            format!("gh{}_{}", "p", mixed(36)),
            format!("gh{}_{}", "s", mixed(36)),
            format!("github_{}_{}", "pat", mixed(82)),
            format!("gl{}-{}", "pat", mixed(20)),
            format!("gl{}-{}", "rt", mixed(20)),
            format!("xox{}-{}-{}", "b", digits(11), mixed(24)),
            format!("xapp-1-{}-{}-{}", capital(11), digits(13), hex(64)),
            format!(
                "https://hooks.{}/services/T{}/B{}/{}",
                "slack.com",
                capital(8),
                capital(8),
                mixed(24)
            ),
            format!(
                "https://{}/api/webhooks/{}/{}",
                "discord.com",
                digits(18),
                mixed(68)
            ),
            format!("sk_{}_{}", "live", mixed(24)),
            format!("wh{}_{}", "sec", mixed(32)),
            format!("AI{}{}", "za", mixed(35)),
            format!("GOC{}-{}", "SPX", mixed(28)),
            format!("ya{}.{}", "29", mixed(60)),
            format!("npm{}{}", "_", mixed(36)),
            format!("pypi-{}{}", "AgE", mixed(60)),
            format!("dckr_{}_{}", "pat", mixed(27)),
            format!("S{}.{}.{}", "G", mixed(22), mixed(43)),
            format!("key{}{}", "-", hex(32)),
            format!("{}-{}12", hex(32), "us"),
            format!("S{}{}", "K", hex(32)),
            format!("sk-{}-api03-{}", "ant", mixed(60)),
            format!("sk-{}-{}", "proj", mixed(48)),
            format!("hf{}{}", "_", chance(seed, 34, &MIXED[..52])),
            format!("dop_{}_{}", "v1", hex(64)),
            format!("da{}{}", "pi", hex(32)),
            format!("hv{}.{}", "s", mixed(24)),
            format!("{}:{}{}", digits(9), "AA", mixed(33)),
            format!("shp{}_{}", "at", hex(32)),
            format!("gl{}_{}_{}", "sa", mixed(32), hex(8)),
            format!("NR{}-{}", "AK", capital(27)),
            format!("lin_{}_{}", "api", mixed(40)),
            format!("PM{}-{}-{}", "AK", hex(24), hex(34)),
            format!("AGE-SECRET-{}1{}", "KEY-", capital(58)),
            format!("Account{}={}==", "Key", mixed(86)),
            format!(
                "ey{}.ey{}.{}",
                format!("J{}", mixed(30)),
                format!("J{}", mixed(60)),
                mixed(43)
            ),
            format!("-----BEGIN {} KEY-----", "RSA PRIVATE"),
            format!("postgres://shop:{}@db.firm.dk/orders", mixed(16)),
            format!("{}={}", "DB_PASSWORD", mixed(20)),
            format!("Authorization: {} {}", "Bearer", mixed(40)),
            format!("aws_{}_access_key = {}", "secret", mixed(40)),
        ]
    }

    #[test]
    fn forty_shapes_are_found_in_text() {
        let (mut all, mut missed) = (0, Vec::new());
        for seed in 1..=25 {
            for secret in samples(seed) {
                all += 1;
                if secrets(&format!("It ran with {secret} until noon.")).is_empty() {
                    missed.push(secret);
                }
            }
        }
        println!("secrets: {} of {all} found", all - missed.len());
        assert!(missed.len() * 50 <= all, "{missed:#?}");
    }

    #[test]
    fn what_only_looks_like_one_is_left_alone() {
        for text in [
            "AKIAIOSFODNN7EXAMPLE and AKIAXXXXXXXXXXXXXXXX",
            "password: ${DB_PASSWORD}, token = <your token>, secret: ****************",
            "the token: kube-system/default-token and secretName: registry-credentials",
            "https://user:password@example.com/ and https://db:5432@host",
            "postgres://user:${PASSWORD}@db/orders",
            "api_key: config.api_key.value and token=getTokenFromEnvironment",
            "the Bearer authentication-scheme of the gateway",
            "a basic understanding-of-the-protocol",
            "secret=projects/1234/secrets/db-password/versions/3",
            "commit 3f786850e387550fdab836ed7e6dc881de23001b",
            "token: 2024-05-01T10:00:00",
            "sk-learn, task-manager-service-and-more, key-value",
            "-----BEGIN PUBLIC KEY-----",
        ] {
            assert!(secrets(text).is_empty(), "{text}: {:?}", secrets(text));
        }
    }
}
