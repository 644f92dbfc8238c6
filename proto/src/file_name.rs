//! What files of a meeting are called: after it, so that those of two meetings lie beside each other.

/// The name of a file of a meeting, such as `S-VTC-2020-08-06 record (fr).html`. No system refuses it or hides it.
#[must_use]
pub fn file_name(meeting: &str, rest: &str) -> String {
    let name = format!("{meeting} {rest}");
    // Windows takes a colon for a drive or a stream, and so does the Finder; the others stand in no identifier.
    let unsafe_in_names = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    name.trim_start_matches('.').replace(unsafe_in_names, "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_the_meeting() {
        let name = |meeting| file_name(meeting, "record (fr).html");
        assert_eq!(name("S-VTC-2020-08-06"), "S-VTC-2020-08-06 record (fr).html");
        assert_eq!(name("UNSC:2020.8751_a"), "UNSC-2020.8751_a record (fr).html");
        assert_eq!(name("..hidden"), "hidden record (fr).html");
        assert_eq!(file_name("../a", "b\"\n.csv"), "-a b--.csv");
    }
}
