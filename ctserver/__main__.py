from ctserver.cli import main

main()
