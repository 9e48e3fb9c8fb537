print("matkit")
