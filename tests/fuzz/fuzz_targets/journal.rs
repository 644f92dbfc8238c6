#![no_main]
//! See `rostrum_tests::fuzz::journal`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rostrum_tests::fuzz::journal(bytes));
