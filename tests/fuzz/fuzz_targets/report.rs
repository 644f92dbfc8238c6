#![no_main]
//! See `rostrum_tests::fuzz::report`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rostrum_tests::fuzz::report(bytes));
