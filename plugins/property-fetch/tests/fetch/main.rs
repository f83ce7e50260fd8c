//! Fetches from end to end, from a server that is a function, into memory.

mod csv_output;
mod ends;
mod patience;
mod repeated;
mod resumed;
mod support;
