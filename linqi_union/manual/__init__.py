"""使用手册: how to do each task, read beside the page it is done on."""
