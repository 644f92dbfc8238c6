#![no_main]
//! See `rostrum_tests::fuzz::meeting_file`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rostrum_tests::fuzz::meeting_file(bytes));
