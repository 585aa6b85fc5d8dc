"""Speed and size: `./malbild bench NAME [--quick]`. One file a figure; the figure is the last line it prints.

Figures are read as ratios against something measured in the same run, since machines and moments differ.
"""
