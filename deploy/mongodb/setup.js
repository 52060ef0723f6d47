// Makes the replica set and its two users, each where it is missing. Run it as often as you like.
// It runs on mongo1 itself, because the first user can only be made from there.

const { MONGODB_ADMIN_PASSWORD: adminPassword, MONGODB_PASSWORD: password } = process.env;
const admin = connect("mongodb://127.0.0.1:27017/admin?directConnection=true");

// mongo1 is preferred as primary, so that the users can be made where this runs.
const members = [
  { _id: 0, host: "mongo1:27017", priority: 2 },
  { _id: 1, host: "mongo2:27017" },
  { _id: 2, host: "mongo3:27017" },
];

function signIn() {
  try {
    return admin.auth("admin", adminPassword).ok === 1;
  } catch (error) {
    if (error.codeName !== "AuthenticationFailed") throw error;
    return false;
  }
}

function waitForPrimary() {
  const giveUpAt = Date.now() + 60_000;
  while (!admin.hello().isWritablePrimary) {
    if (Date.now() > giveUpAt) throw new Error("mongo1 did not become primary within 60 s");
    sleep(500);
  }
}

if (!signIn()) {
  try {
    admin.adminCommand({ replSetInitiate: { _id: "ticketapp", members } });
  } catch (error) {
    if (error.codeName !== "AlreadyInitialized") throw error;
  }
  waitForPrimary();
  admin.createUser({ user: "admin", pwd: adminPassword, roles: ["root"] });
  if (!signIn()) throw new Error("the admin user was made, and yet it can't sign in");
}

// The application may change its own database, indexes and validators included, and nothing else.
const roles = ["readWrite", "dbAdmin"];
const replicaSet = connect(
  `mongodb://admin:${encodeURIComponent(adminPassword)}@mongo1:27017,mongo2:27017,mongo3:27017` +
    "/ticketapp?replicaSet=ticketapp&authSource=admin",
);
if (replicaSet.getUser("ticketapp")) {
  replicaSet.updateUser("ticketapp", { pwd: password, roles });
} else {
  replicaSet.createUser({ user: "ticketapp", pwd: password, roles });
}
print("The replica set and its users are ready.");
