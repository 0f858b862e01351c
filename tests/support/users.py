"""The users of the demo site."""

from tests.support.wsse import WsseAuth

ADMIN = WsseAuth("admin", "camtrace")
DEMO = WsseAuth("demo", "demo")
GUARD = WsseAuth("guard", "guard")
MONITOR = WsseAuth("monitor", "monitor")
GUEST = WsseAuth("guest", "guest")

ADMIN_SALT = "$2y$10$1Ym5LlN4Sc3VANyZFSp/Eu"
ADMIN_BCRYPT = f"{ADMIN_SALT}7TptQWFiCjYAhV1c6OFTyKhe3lq2TBK"
ADMIN_MD5 = "71a245d197e21f8d8105e5365f61ca92"
DEMO_BCRYPT = "$2y$10$ECHujA0Fstk2yBkVmuwV4OszwxmYTNZMC6SQz.cpewTtWnRSOqk2a"
