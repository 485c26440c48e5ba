pub fn run(_: Option<&std::path::Path>) -> anyhow::Result<usize> { Ok(0) }
