#![no_main]
//! See `rostrum_tests::fuzz::client_message`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rostrum_tests::fuzz::client_message(bytes));
