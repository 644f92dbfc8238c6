#![no_main]
//! See `rostrum_tests::fuzz::stream`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rostrum_tests::fuzz::stream(bytes));
