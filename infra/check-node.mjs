const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `This needs Node 22.18 or newer, and "npm run" found ${process.versions.node}. On Linux, "npm ci" brings Node 24 along; elsewhere install Node 24 from nodejs.org.\n`,
  );
  process.exit(1);
}
