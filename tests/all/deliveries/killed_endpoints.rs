//! What a killed endpoint leaves behind, and who removes it.

use crate::support::program::Running;
use crate::support::world::World;
use rustix::process::Signal;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

/// A running endpoint and its private folder.
fn serve(world: &World) -> (Running, PathBuf) {
    let running = world.program(&["serve", "prod"]).start();
    let opened = running.events().wait_for_one("endpoint-opened", |event| event["process"] == running.id());
    running.wait_for_stdout(|text| text.contains("AWS_ENDPOINT_URL_S3").then_some(()));
    let folder = PathBuf::from(opened["token_file"].as_str().unwrap()).parent().unwrap().to_owned();
    (running, folder)
}

#[test]
fn the_folder_of_a_killed_endpoint_is_removed_by_the_next_one() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    let ((killed, left), (living, used)) = (serve(&world), serve(&world));
    let foreign = world.path("tmpdir/sts-cli-foreign");
    std::fs::create_dir(&foreign).unwrap();
    std::fs::set_permissions(&foreign, std::fs::Permissions::from_mode(0o700)).unwrap();
    std::fs::write(foreign.join("token"), "of another program").unwrap();
    killed.kill();
    killed.wait_for_exit();
    assert!(left.exists());
    let (next, _) = serve(&world);
    assert_eq!((left.exists(), used.join("token").exists(), foreign.join("token").exists()), (false, true, true));
    std::fs::remove_dir_all(foreign).unwrap();
    for endpoint in [living, next] {
        endpoint.signal(Signal::TERM);
        assert_eq!(endpoint.end().code, 0);
    }
    assert_eq!(world.files("tmpdir"), Vec::<PathBuf>::new());
}
