//! `serve --token-file`: the token of the endpoint at a path that stays the same.

use super::serve::serve;
use crate::support::world::World;
use rustix::process::Signal;
use std::os::unix::fs::PermissionsExt;

#[test]
fn the_token_is_in_a_file_of_the_users_choice() {
    let world = World::new(&[]);
    let path = world.path("token");
    let file = path.display().to_string();
    for _ in 0..2 {
        let endpoint = serve(&world, &["--token-file", &file]);
        assert_eq!((&endpoint.token_file, endpoint.get().status), (&path, 200));
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let token = endpoint.token.clone();
        endpoint.stop(&world);
        std::fs::write(&path, token).unwrap(); // as after SIGKILL
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
    }
    let endpoint = serve(&world, &["--token-file", &file, "-o", "env"]);
    let printed = endpoint.running.wait_for_stdout(|text| Some(text.to_owned()));
    assert!(printed.contains("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=") && printed.contains(&file), "{printed}");
    assert!(printed.contains("unset") && !printed.contains(&endpoint.token), "{printed}");
    std::fs::write(&path, "another's").unwrap();
    endpoint.running.signal(Signal::TERM);
    assert_eq!(endpoint.running.end().code, 0);
    world.run(&["serve", "prod", "--token-file", &file]).fails(3, "token-file-of-another");
    world.run(&["serve", "prod", "--token-file", &format!("{file}/x")]).fails(3, "token-file-not-written");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "another's");
}
