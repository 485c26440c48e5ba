//! Fitting: nothing of it reaches the engine.
