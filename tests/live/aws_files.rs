//! AWS files for the editor: the cases that people know to be tricky, and some hundred that nobody thought of; and what botocore reads in them.

use std::fs;
use std::path::Path;

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::Value;

use crate::program::{bare, run_with_input};
use crate::story::Story;
use crate::tools::beside;

/// Lines that a person could have written.
const LINES: [&str; 37] = [
    "",
    "  ",
    "\t",
    "# comment",
    "; comment",
    "   # indented comment",
    "[default]",
    "[profile prod]",
    "[profile   test]",
    "[profile \"x y\"] # remark",
    "[profile test]",
    "  [profile other]",
    "[services prod]",
    "[prod]",
    "[ prod ]",
    "[profile 'prod']",
    "region = us-east-1",
    "region=us-east-1 # home",
    "Output : text",
    "foo =",
    "  region = inner",
    "   deeper = x",
    "    deepest = y",
    "\tx = y",
    "output = json",
    "role_arn = arn:aws:iam::1:role/x",
    "aws_access_key_id = AKIAFAKE",
    "s3 =",
    "s3 = flat",
    "  addressing_style = virtual",
    "  max_queue_size=10",
    "weird = a#;\\%\"'=b : c",
    "ümlaut = ü",
    "aws_access_key_id\u{a0}= AKIAFAKE",
    "\u{a0}region\u{85}=\u{2003}nbsp",
    "\u{a0}\u{2003}\u{3000}deepest\u{1f}= x\u{1c}",
    "\u{2028}",
];

/// Lines that some reader refuses, everywhere or in some places.
const ODD_LINES: [&str; 6] = ["  words", "words", "= x", "[open", "[]", "[open = x"];

/// So many of them: each has a name, and its text.
pub(crate) fn generated(count: usize) -> Vec<(String, Vec<u8>)> {
    let mut random = StdRng::seed_from_u64(5);
    (0..count).map(|number| (format!("generated file {number}"), file(&mut random).into_bytes())).collect()
}

fn file(random: &mut StdRng) -> String {
    let mut text = (*["", "[default]\n", "[profile prod]\n", "[prod]\n"].choose(random).expect("four")).to_owned();
    for _ in 0..random.gen_range(0..14) {
        let lines = if random.gen_ratio(1, 100) { &ODD_LINES[..] } else { &LINES[..] };
        let line = lines.choose(random).expect("some lines");
        let is_second = (line.starts_with('[') || line.contains(['=', ':'])) && text.contains(line);
        if !is_second || random.gen_ratio(1, 20) {
            text.push_str(line);
            text.push_str(["\n", "\n", "\r\n"].choose(random).expect("three"));
        }
    }
    if random.gen_ratio(1, 3) { text.trim_end_matches(['\r', '\n']).to_owned() } else { text }
}

/// The case files of the editor: what stands in them before it is changed, and what must be refused.
pub(crate) fn cases() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/aws");
    let files = ["kept", "refused"].iter().flat_map(|part| fs::read_dir(folder.join(part)).expect("the case files").flatten());
    let inputs = files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|end| end != "after"));
    inputs.map(|path| (path.display().to_string(), fs::read(path).expect("a case file"))).collect()
}

/// Returns what botocore reads in each of `texts`, treated as one of the two files; `None` if it rejects the text.
pub(crate) fn read_by_botocore<'a>(story: &Story, kind: &str, texts: impl Iterator<Item = &'a [u8]>) -> Vec<Option<Value>> {
    let folder = story.home().join(kind);
    fs::create_dir_all(&folder).expect("the home can be written");
    let mut paths = String::new();
    for (number, text) in texts.enumerate() {
        let path = folder.join(number.to_string());
        fs::write(&path, text).expect("the home can be written");
        paths.push_str(&format!("{}\n", path.display()));
    }
    let python = story.tools.folder().join("boto3/bin/python").display().to_string();
    let script = beside("aws_files/read.py").display().to_string();
    let said = run_with_input(bare(story, &python).args([&script, kind]), &paths).assert_ok();
    let answers = said.stdout.lines().map(|line| serde_json::from_str::<Value>(line).expect("an object of JSON"));
    let found: Vec<_> = answers.map(|mut answer| answer.get_mut("read").map(Value::take)).collect();
    assert_eq!(found.len(), paths.lines().count(), "an answer for each file");
    found
}
