//! Trogen.
