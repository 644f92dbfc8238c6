#![no_main]
//! See `rostrum_tests::fuzz::arrival_times`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rostrum_tests::fuzz::arrival_times(bytes));
