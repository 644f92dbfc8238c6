#![no_main]
//! See `rostrum_tests::fuzz::datagrams`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rostrum_tests::fuzz::datagrams(bytes));
