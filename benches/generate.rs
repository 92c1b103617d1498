#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark meets the disk itself and prints what it did"
)]
//! Writes a generated knowledge base: `cargo bench --bench generate -- DIR COUNT [SEED]`.

#[path = "generate/mod.rs"]
mod generate;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let [root, count, ..] = arguments.as_slice() else {
        println!("cargo bench --bench generate -- DIR COUNT [SEED]");
        return;
    };
    let count = count.parse().expect("COUNT is a number of reports");
    let seed = arguments
        .get(2)
        .map_or(1, |seed| seed.parse().expect("SEED is a number"));
    generate::generate(root.as_ref(), count, seed).expect("the folder can be written");
    println!("{count} reports in {root}");
}
