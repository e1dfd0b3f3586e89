//! The forms of `-o`, read back by the programs and libraries that people read them with.

use crate::program::{BINARY, bare, run};
use crate::story::run_story;
use crate::tools::beside;

/// The readers of `readers/read.py`.
const READERS: [&str; 9] = ["python-dotenv", "compose", "node --env-file", "sh, . FILE", "HCL", "botocore", "DuckDB", "PyYAML", "rclone"];

#[test]
fn every_output_format_is_read_literally_by_its_real_readers() {
    run_story(|story| {
        let (home, tools) = (story.home(), story.tools.folder());
        let mut command = bare(story, BINARY);
        command.args(["sandbox", "--as", "alice", "--"]).arg(tools.join("readers/bin/python")).arg("-B").arg(beside("readers/read.py"));
        let said = run(command.current_dir(&home).env("XDG_CONFIG_HOME", home.join(".config")).env("TOOLS", tools)).assert_ok();
        for reader in READERS {
            let line = said.stdout.lines().find_map(|line| line.strip_prefix(&format!("{reader}: "))).expect("a line for each reader");
            let values: u32 = line.split(' ').next().and_then(|values| values.parse().ok()).expect("so many values");
            assert!(values > 10, "{reader} was asked for too few: {line}");
        }
    });
}
