//! The knowledge bases that benchmarks are run on.

use crate::generate;
use crate::project::Project;

#[test]
fn words_drawn_by_chance_make_no_finding_at_error_level_so_that_a_benchmark_can_be_up_to_date() {
    let project = Project::empty().in_late_2026();
    generate::generate(&project.root(), 1000, 1).unwrap();
    project
        .run(&["check", "--format", "concise"])
        .succeeds()
        .says(" of 1000 reports")
        .is_silent_about("error[");
}
