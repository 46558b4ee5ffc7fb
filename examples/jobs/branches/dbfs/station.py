import sys

name, listeners = sys.argv[1], int(sys.argv[2])
with open(f"/dbfs/examples/branches/{name}.txt", "w", encoding="utf-8") as file:
    file.write(f"{name}: {listeners} listeners\n")
