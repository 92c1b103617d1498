//! Sections of the template.
